import { setTimeout as sleep } from 'node:timers/promises';
import { ZodError } from 'zod';
import type { Config } from '../config.ts';
import { type Fingerprint, VideoDescription } from '../description.ts';
import {
  ClipFailedError,
  ClipMissingError,
  ClipTimeoutError,
  DaemonLostError,
  messageOf,
  RecordInvalidError,
} from '../errors.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { stateFilesOf } from '../state-files.ts';
import type { DescribeRequest } from '../wire.ts';
import type { DaemonClient } from './client.ts';
import { isConnectionFailure } from './connection-failure.ts';
import { completeRecord } from './foreign-record.ts';
import { interruption } from './interrupt.ts';
import type { Lease } from './lease.ts';

/** A clip and, if there are any, its subtitles, as absolute paths. */
export type ClipPaths = Pick<DescribeRequest, 'filename' | 'subtitle_file'>;

/** How much longer than the daemon we wait, in ms, so that its own word about a timeout arrives. */
const GRACE_MS = 5000;

/** Pause before a full queue is asked again, in ms; what the daemon's Retry-After says. */
const QUEUE_FULL_PAUSE_MS = 1000;

/** Answers that are not about the clip: the daemon is on its way out, or has lost its model. */
const DAEMON_CODES = new Set(['DAEMON_STOPPING', 'MODEL_LOADING', 'HTTP_503']);

/**
 * Asks the daemon for the record of one clip, once.
 *
 * @param hangUp gives the clip's place in the daemon up
 * @throws ClipFailedError with the daemon's own code and words, RecordInvalidError,
 *   ClipTimeoutError: failures of this clip
 * @throws DaemonLostError when the daemon has gone, or hangs
 */
export async function requestRecord(
  config: Config,
  lease: Lease,
  clip: ClipPaths,
  hangUp: AbortSignal | undefined,
): Promise<VideoDescription> {
  const { client } = lease;
  const { fps, max_pixels, max_frames, max_tokens, temperature, timeout } = config.describe;
  const limit = AbortSignal.timeout(timeout * 1000 + GRACE_MS);
  const gone = new AbortController();
  void lease.ended.then(() => gone.abort());
  const fingerprints = config.daemon_command === undefined ? undefined : await fingerprintsOf(clip);
  let answer: unknown;
  try {
    answer = await askUntilThereIsRoom(
      client,
      { ...clip, fps, max_pixels, max_frames, max_tokens, temperature },
      AbortSignal.any([limit, interruption, gone.signal, ...(hangUp ? [hangUp] : [])]),
    );
  } catch (error) {
    interruption.throwIfAborted();
    hangUp?.throwIfAborted();
    if (gone.signal.aborted || isDaemonFailure(error)) {
      throw new DaemonLostError(client.url, stateFilesOf(config).log, { cause: error });
    }
    throw limit.aborted ? new ClipTimeoutError(clip.filename, timeout) : error;
  }
  try {
    return fingerprints === undefined
      ? VideoDescription.parse(answer)
      : completeRecord(config, clip.filename, answer as Record<string, unknown>, fingerprints);
  } catch (error) {
    throw new RecordInvalidError(clip.filename, client.url, reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const issue = error instanceof ZodError ? error.issues[0] : undefined;
  return issue === undefined ? messageOf(error) : `${issue.path.join('.')}: ${issue.message}`;
}

/** Only our own daemon says what its record was made from. */
async function fingerprintsOf({ filename, subtitle_file }: ClipPaths): Promise<{
  clip: Fingerprint;
  subtitles: Fingerprint | null;
}> {
  try {
    return {
      clip: await fingerprintOf(filename),
      subtitles: subtitle_file ? await fingerprintOf(subtitle_file) : null,
    };
  } catch (error) {
    throw new ClipMissingError(filename, { cause: error });
  }
}

/** Others may have filled the daemon's queue; that is no fault of the clip. */
async function askUntilThereIsRoom(
  client: DaemonClient,
  request: DescribeRequest,
  signal: AbortSignal,
): Promise<unknown> {
  for (;;) {
    try {
      return await client.describe(request, signal);
    } catch (error) {
      if (!(error instanceof ClipFailedError && error.code === 'QUEUE_FULL')) {
        throw error;
      }
      await sleep(QUEUE_FULL_PAUSE_MS, undefined, { signal });
    }
  }
}

function isDaemonFailure(error: unknown): boolean {
  return error instanceof ClipFailedError
    ? DAEMON_CODES.has(error.code)
    : isConnectionFailure(error);
}
