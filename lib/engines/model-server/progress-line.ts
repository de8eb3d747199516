import type { LoadProgress } from '../engine.ts';

/** What llama-server puts before each line of its log: a time, and a letter for the level. */
const LOG_PREFIX = /^\d+(?:\.\d+)+ [A-Z] /;

/**
 * What a line of a server's output tells about how far it is: a percentage, such as a progress bar's, or llama-server's
 * `progress = 0.42` becomes the fraction.
 */
export function progressIn(line: string): LoadProgress {
  const percent = /(?<![\d.])(\d{1,3})(?:\.\d+)?\s?%/.exec(line)?.[1];
  const share = /\bprogress = ([01]\.\d+)/.exec(line)?.[1];
  const fraction = percent === undefined ? Number(share) : Number(percent) / 100;
  return {
    phase: `model server: ${line.replace(LOG_PREFIX, '')}`,
    ...(fraction <= 1 && { fraction }),
  };
}
