import { capitalized } from '../../errors.ts';
import { ask } from '../ask.ts';
import { entry, type Style } from '../terminal.ts';
import type { Hardware } from './hardware.ts';
import { NO_MODEL, type SuggestedModel } from './suggest-model.ts';
import { aboutDownload, machine, SLOW } from './words.ts';

/** So many answers that mean nothing, and nobody seems to be there. */
const MOST_TRIES = 3;

/**
 * Asks which model is to find the words.
 *
 * @param suggested of `models`; none when it is left out
 * @returns as `describe.model` has it; `undefined` when the question was cancelled
 */
export async function askModel(
  hardware: Hardware,
  models: readonly SuggestedModel[],
  suggested: SuggestedModel | undefined,
  style: Style,
): Promise<string | undefined> {
  const names = [...models.map(({ model }) => model), NO_MODEL];
  const texts = [...models.map(offer), 'no model: what can be measured, and what is said'];
  const usual = names.indexOf(suggested?.model ?? NO_MODEL) + 1;
  const lines = [
    `Which model finds the words? This machine has ${machine(hardware)}.`,
    ...(hardware.hasGraphics ? [] : [`${capitalized(SLOW)}; a smaller model is quicker.`]),
    ...texts.map((text, index) => {
      const isUsual = index + 1 === usual;
      const name = String(index + 1);
      return entry({ name, text: isUsual ? `${text} (suggested)` : text }, 1, style);
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

/** By number or name; `y` is the usual one, and `n` none. */
function nameMeant(answer: string, names: readonly string[], usual: number): string | undefined {
  if (/^(y(es)?)?$/i.test(answer)) {
    return names[usual - 1];
  }
  if (/^no?$/i.test(answer)) {
    return NO_MODEL;
  }
  return /^\d+$/.test(answer)
    ? names[Number(answer) - 1]
    : names.find((name) => name.toLowerCase() === answer.toLowerCase());
}

function offer({ model, downloadBytes, runsInGb }: SuggestedModel): string {
  const shortName = model.replace(/^.*\//, '').replace(/-GGUF$/, '');
  return `${shortName}, ${aboutDownload(downloadBytes)}, runs in some ${runsInGb} GB`;
}
