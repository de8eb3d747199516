import { basename } from 'node:path';
import { errors } from 'undici';
import type { Config } from '../config.ts';
import { VideoDescription } from '../description.ts';
import { ClipTimeoutError, DaemonLostError, RecordInvalidError } from '../errors.ts';
import { stateFilesOf } from '../state-files.ts';
import type { DescribeRequest } from '../wire.ts';
import type { DaemonClient } from './client.ts';
import { interruption } from './interrupt.ts';

/** How much longer than the daemon we wait, in ms, so that its own word about a timeout arrives. */
const GRACE_MS = 5000;

/**
 * Has one clip described.
 *
 * @throws ClipFailedError with the daemon's own code and words, RecordInvalidError,
 *   ClipTimeoutError: failures of this clip
 * @throws DaemonLostError when the daemon has gone
 */
export async function describeClip(
  config: Config,
  client: DaemonClient,
  clip: Pick<DescribeRequest, 'filename' | 'subtitle_file'>,
): Promise<VideoDescription> {
  const { fps, max_pixels, max_frames, max_tokens, temperature, timeout } = config.describe;
  const limit = AbortSignal.timeout(timeout * 1000 + GRACE_MS);
  let answer: unknown;
  try {
    answer = await client.describe(
      { ...clip, fps, max_pixels, max_frames, max_tokens, temperature },
      AbortSignal.any([limit, interruption]),
    );
  } catch (error) {
    interruption.throwIfAborted();
    if (limit.aborted) {
      throw new ClipTimeoutError(clip.filename, timeout);
    }
    throw isConnectionFailure(error)
      ? new DaemonLostError(client.url, stateFilesOf(config).log, { cause: error })
      : error;
  }
  const { data, error } = VideoDescription.safeParse(answer);
  if (data === undefined) {
    const issue = error.issues[0];
    const reason = `${issue?.path.join('.')}: ${issue?.message}`;
    throw new RecordInvalidError(basename(clip.filename), client.url, reason);
  }
  return data;
}

function isConnectionFailure(error: unknown): boolean {
  return (
    error instanceof errors.UndiciError ||
    (error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      /^E[A-Z]+$/.test(error.code))
  );
}
