import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import type { Cue } from './cue.ts';
import { decodeText } from './decode-text.ts';
import { SubtitlesUnreadableError } from './errors.ts';
import { parseCues } from './parse.ts';

/** In bytes. The subtitles of a whole film take 0.2 MB. */
const MAX_SUBTITLE_BYTES = 5_000_000;

/**
 * Reads SRT or WebVTT subtitles, in the order of time. An empty file has no cues.
 * @throws SubtitlesUnreadableError
 */
export async function readSubtitles(file: string): Promise<Cue[]> {
  return readSubtitlesSync(file);
}

/**
 * The same in one go.
 * @throws SubtitlesUnreadableError
 */
export function readSubtitlesSync(file: string): Cue[] {
  try {
    return parseCues(decodeText(read(file)));
  } catch (error) {
    throw new SubtitlesUnreadableError(file, messageOf(error), { cause: error });
  }
}

/** In one go: of thousands of small files, handing each to another thread takes longer than reading them. */
function read(file: string): Buffer {
  // Opening a pipe would wait for its writer.
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) {
      throw new Error('not a file');
    }
    if (stats.size > MAX_SUBTITLE_BYTES) {
      throw new Error(`larger than ${MAX_SUBTITLE_BYTES / 1e6} MB`);
    }
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}
