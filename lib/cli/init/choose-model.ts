import type { CommandLine } from '../../config/flags.ts';
import { canAsk } from '../ask.ts';
import type { Style } from '../terminal.ts';
import { askModel } from './ask-model.ts';
import { findDownloads } from './downloads.ts';
import { detectHardware, type Hardware } from './hardware.ts';
import { MODELS, NO_MODEL, type SuggestedModel, suggestModel } from './suggest-model.ts';

export type ModelChoice = {
  /** As in `describe.model`. */
  name: string;
  /** Whether somebody has said so, by a flag or when asked. */
  isDecided: boolean;
  wasAsked: boolean;
  /** What is known of it; missing for one that is not among the suggestions. */
  known: SuggestedModel | undefined;
  /** What suits the machine; nothing when the disk has no room. */
  suggested: SuggestedModel | undefined;
  hardware: Hardware;
};

/**
 * By the flags, or by asking where somebody can answer; else it is none, since nobody has agreed to a
 * download of gigabytes.
 *
 * @param isKept whether the folder has its config.yaml already, so that there is nothing to ask
 * @returns `undefined` when the question was cancelled
 */
export async function chooseModel(
  { model, yes }: CommandLine['values'],
  isKept: boolean,
  style: Style,
): Promise<ModelChoice | undefined> {
  const isWanted = model === undefined && (yes !== undefined || (canAsk() && !isKept));
  const [hardware, { models, freeBytes }] = await Promise.all([
    detectHardware(),
    findDownloads(MODELS, isWanted),
  ]);
  const suggested = suggestModel(hardware, models, freeBytes);
  const ask = async (): Promise<string | undefined> =>
    yes === undefined
      ? askModel(hardware, models, suggested, style)
      : (suggested?.model ?? NO_MODEL);
  const name = model?.[0] ?? (isWanted ? await ask() : NO_MODEL);
  if (name === undefined) {
    return undefined;
  }
  const known = models.find((each) => each.model === name);
  const isDecided = model !== undefined || isWanted;
  const wasAsked = isWanted && yes === undefined;
  return { name, isDecided, wasAsked, known, suggested, hardware };
}
