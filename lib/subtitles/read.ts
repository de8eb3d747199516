import { constants, open } from 'node:fs/promises';
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
  try {
    return parseCues(decodeText(await read(file)));
  } catch (error) {
    throw new SubtitlesUnreadableError(file, messageOf(error), { cause: error });
  }
}

async function read(file: string): Promise<Buffer> {
  // Opening a pipe would wait for its writer.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw new Error('not a file');
    }
    if (stats.size > MAX_SUBTITLE_BYTES) {
      throw new Error(`larger than ${MAX_SUBTITLE_BYTES / 1e6} MB`);
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
