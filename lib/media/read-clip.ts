import { FFmpegError } from 'node-av/lib';
import { messageOf } from '../errors.ts';
import { fingerprintOf } from '../record/fingerprint.ts';
import type { Fingerprint } from '../record/schema.ts';
import { SubtitlesUnreadableError } from '../subtitles/errors.ts';
import { keywords } from '../subtitles/keywords.ts';
import { readSubtitles } from '../subtitles/read.ts';
import { analyze } from './analyze.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ClipReading, ClipRequest } from './clip-analysis.ts';
import { checkFile } from './container.ts';
import { ClipUnreadableError } from './errors.ts';

/**
 * Reads a clip and its subtitles: all work whose cost depends on what is in them.
 *
 * @throws ClipMissingError, ClipUnreadableError, NoVideoError, SubtitlesUnreadableError, and what
 *   `checkpoint` throws
 */
export async function readClip(request: ClipRequest, checkpoint: Checkpoint): Promise<ClipReading> {
  const { file, subtitleFile } = request;
  await checkFile(file);
  const fingerprint = await fingerprintOr(ClipUnreadableError, file, checkpoint);
  const subtitles =
    subtitleFile === undefined
      ? null
      : await fingerprintOr(SubtitlesUnreadableError, subtitleFile, checkpoint);
  const cues = subtitleFile === undefined ? [] : await readSubtitles(subtitleFile);
  await checkpoint();
  const analysis = await analyzeClip(request, checkpoint);
  return { ...analysis, fingerprint, subtitles, cues, keywords: keywords(cues) };
}

async function fingerprintOr(
  Unreadable: typeof ClipUnreadableError | typeof SubtitlesUnreadableError,
  file: string,
  checkpoint: Checkpoint,
): Promise<Fingerprint> {
  try {
    return await fingerprintOf(file, checkpoint);
  } catch (error) {
    throw new Unreadable(file, messageOf(error), { cause: error });
  }
}

async function analyzeClip(request: ClipRequest, checkpoint: Checkpoint) {
  try {
    return await analyze(request, checkpoint);
  } catch (error) {
    throw error instanceof FFmpegError
      ? new ClipUnreadableError(request.file, error.message, { cause: error })
      : error;
  }
}
