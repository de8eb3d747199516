import { capitalized } from '../../errors.ts';
import { ask } from '../ask.ts';
import { entry, type Style } from '../terminal.ts';
import type { Hardware } from './hardware.ts';
import { MODELS, type SuggestedModel } from './suggest-model.ts';

/** What to expect of a machine without graphics that llama.cpp uses. */
export const SLOW = 'on the processor alone a clip takes minutes';

/** As `describe.model` has it when there is none. */
export const NO_MODEL = 'measured';

/** So many answers that mean nothing, and nobody seems to be there. */
const MOST_TRIES = 3;

/**
 * Asks which model is to find the words.
 *
 * @returns as `describe.model` has it; `undefined` when the question was cancelled
 */
export async function chooseModel(
  hardware: Hardware,
  suggested: SuggestedModel,
  style: Style,
): Promise<string | undefined> {
  const names = [...MODELS.map(({ model }) => model), NO_MODEL];
  const texts = [...MODELS.map(offer), 'no model: what can be measured, and what is said'];
  const usual = names.indexOf(suggested.model) + 1;
  const lines = [
    `Which model finds the words? This machine has ${machineLine(hardware)}.`,
    ...(hardware.hasGraphics ? [] : [`${capitalized(SLOW)}; a smaller model is quicker.`]),
    ...texts.map((text, index) => {
      const isUsual = index + 1 === usual;
      return entry(
        { name: String(index + 1), text: isUsual ? `${text} (suggested)` : text },
        1,
        style,
      );
    }),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const answer = await ask(`A number from 1 to ${names.length} [${usual}]: `);
    if (answer === undefined) {
      return undefined;
    }
    const name = nameMeant(answer.trim(), names, usual);
    if (name !== undefined) {
      return name;
    }
  }
  return undefined;
}

function nameMeant(answer: string, names: readonly string[], usual: number): string | undefined {
  if (answer === '') {
    return names[usual - 1];
  }
  return /^\d+$/.test(answer)
    ? names[Number(answer) - 1]
    : names.find((name) => name.toLowerCase() === answer.toLowerCase());
}

function offer({ model, downloadBytes, runsInGb }: SuggestedModel): string {
  return `${shortNameOf(model)}, ${gigabytes(downloadBytes)} to download, runs in some ${runsInGb} GB`;
}

/** `Apple M2 Pro and 16 GB of memory`. */
export function machineLine({ device, memoryBytes }: Hardware): string {
  return `${device} and ${Math.round(memoryBytes / 2 ** 30)} GB of memory`;
}

function shortNameOf(model: string): string {
  return model.replace(/^.*\//, '').replace(/-GGUF$/, '');
}

/** In decimal units, as hubs and disks have them. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
