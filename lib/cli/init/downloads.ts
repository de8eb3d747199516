import { listModels } from '../../model-files/hub/cached-models.ts';
import { hubEnvironment } from '../../model-files/hub/environment.ts';
import { freeBytes } from '../folders.ts';
import type { SuggestedModel } from './suggest-model.ts';

/** How long the hub may take to tell sizes, in ms; without an answer the known figures do. */
const HUB_MS = 1500;

/** What is still to be downloaded of each model, and what is free for it. */
export type Downloads = { models: readonly SuggestedModel[]; freeBytes: number };

/**
 * @param mayAsk whether the hub may be asked; else the known figures are taken
 */
export async function findDownloads(
  models: readonly SuggestedModel[],
  mayAsk: boolean,
): Promise<Downloads> {
  try {
    const { cache, offline } = hubEnvironment();
    const there = listModels().flatMap(({ name, isComplete }) => (isComplete ? name : []));
    const signal = AbortSignal.timeout(HUB_MS);
    const current = models.map(async (each): Promise<SuggestedModel> => {
      const size = there.includes(each.model)
        ? 0
        : mayAsk && !offline && (await sizeOnHub(each.model, signal));
      return typeof size === 'number' ? { ...each, downloadBytes: size } : each;
    });
    return { models: await Promise.all(current), freeBytes: await freeBytes(cache) };
  } catch {
    // Variables of the hub's that are not valid: doctor and the first run with a model tell.
    return { models, freeBytes: Number.POSITIVE_INFINITY };
  }
}

async function sizeOnHub(model: string, signal: AbortSignal): Promise<number | undefined> {
  // What it brings takes time that only those pay who are asked.
  const { remoteSize } = await import('../../model-files/index.ts');
  try {
    return (await remoteSize(model, signal)).missingBytes;
  } catch {
    // No network, or a slow one.
    return undefined;
  }
}
