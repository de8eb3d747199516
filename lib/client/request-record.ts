import { setTimeout as sleep } from 'node:timers/promises';
import { ZodError } from 'zod';
import { type Config, parametersOf } from '../config/schema.ts';
import { hasCode, messageOf } from '../errors.ts';
import { interruption } from '../process/interrupt.ts';
import { Watchdog } from '../process/watchdog.ts';
import type { DescribeRequest } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import { ClipMissingError, ClipTimeoutError, RecordInvalidError } from '../record/errors.ts';
import { fingerprintOf } from '../record/fingerprint.ts';
import { whatIsWrong } from '../record/parse.ts';
import { type Fingerprint, VideoDescription } from '../record/schema.ts';
import { isConnectionFailure } from './connection-failure.ts';
import { DaemonAnswerError, DaemonHangsError, DaemonLostError } from './errors.ts';
import { completeRecord } from './foreign-record.ts';
import type { DaemonClient, DescribeAnswer } from './http-client.ts';
import { tryHealth } from './wait-ready.ts';

/** A clip and, if there are any, its subtitles, as absolute paths. */
export type ClipPaths = Pick<DescribeRequest, 'filename' | 'subtitle_file'>;

/** A clip to be described; `share`: the answer to another run's request for it will do. */
export type DescribeInput = ClipPaths & Pick<DescribeRequest, 'share'>;

/** A clip's record, and how it came about. */
export type DescribedClip = Pick<DescribeAnswer, 'timings' | 'shared'> & {
  record: VideoDescription;
};

/** A daemon that accepts clips, even while its model loads. */
export type ReadyTarget = {
  client: DaemonClient;
  /** How many clips to send at the same time. */
  clipsAtATime: number;
  /** Aborted when the daemon has ended, or a signal ends this process. */
  gone: AbortSignal;
};

/** Pause before a full queue is asked again, in ms; the daemon's Retry-After. */
const QUEUE_FULL_PAUSE_MS = 1000;

/** Failures of the daemon and not of the clip: it is ending, or has lost its model. */
const DAEMON_CODES = ['DAEMON_STOPPING', 'HTTP_503'];

/**
 * Asks the daemon for the record of one clip, once.
 *
 * @param cancel cancels the request
 * @throws RecordInvalidError, ClipTimeoutError: failures of this clip
 * @throws VlogDescribeError with the daemon's code, detail and scope
 * @throws DaemonLostError when the daemon has ended
 * @throws DaemonHangsError when it does not answer any more
 */
export async function requestRecord(
  config: Config,
  daemon: ReadyTarget,
  clip: DescribeInput,
  cancel: AbortSignal | undefined,
): Promise<DescribedClip> {
  const { client } = daemon;
  const { timeout } = config.describe;
  const limit = limitOf(config, daemon);
  const fingerprints = config.daemon_command === undefined ? undefined : await fingerprintsOf(clip);
  let answer: DescribeAnswer;
  try {
    answer = await describeWhenNotFull(
      client,
      config.daemon_command === undefined ? ownRequest(config, clip) : foreignRequest(config, clip),
      anyOf([daemon.gone, limit?.signal, cancel]),
    );
  } catch (error) {
    interruption.throwIfAborted();
    cancel?.throwIfAborted();
    if (daemon.gone.aborted || isDaemonFailure(error)) {
      throw new DaemonLostError(client.url, stateFilesOf(config).log, { cause: error });
    }
    if (error instanceof DaemonAnswerError) {
      throw new RecordInvalidError(clip.filename, client.url, error.reason, { cause: error });
    }
    if (!limit?.signal.aborted) {
      throw error;
    }
    // A program that works on a clip for too long and one that hangs look alike from outside.
    throw (await tryHealth(client, daemon.gone)) === undefined
      ? new DaemonHangsError(client.url, stateFilesOf(config).log, clip.filename, timeout)
      : new ClipTimeoutError(clip.filename, timeout);
  } finally {
    limit?.stop();
  }
  try {
    const { body, timings, shared } = answer;
    const record =
      fingerprints === undefined
        ? VideoDescription.parse(body)
        : completeRecord(config, clip.filename, body as Record<string, unknown>, fingerprints);
    return { record, timings, shared };
  } catch (error) {
    throw new RecordInvalidError(clip.filename, client.url, reasonOf(error), { cause: error });
  }
}

/**
 * Our own daemon keeps to the limit itself, and counts only its work on the clip; if it hangs, its
 * lease breaks. Another daemon does neither, and works on one clip after the other: those before this
 * one need their time too.
 */
function limitOf(
  config: Config,
  { clipsAtATime }: ReadyTarget,
): { signal: AbortSignal; stop(): void } | undefined {
  if (config.daemon_command === undefined) {
    return undefined;
  }
  const controller = new AbortController();
  const limitMs = config.describe.timeout * 1000 * clipsAtATime;
  const watchdog = new Watchdog(limitMs, () => controller.abort());
  watchdog.heard();
  return { signal: controller.signal, stop: () => watchdog.stop() };
}

/**
 * Object.assign(), since V8 makes new hidden classes, and never again uses them, each time that properties are
 * added to a spread object.
 */
function ownRequest({ describe }: Config, clip: DescribeInput): DescribeRequest {
  return Object.assign({}, clip, parametersOf(describe));
}

/** What the seed's daemon knows. It finds subtitles itself, and takes as many frames as it likes. */
function foreignRequest({ describe }: Config, { filename }: DescribeInput): DescribeRequest {
  const { max_frames: _ours, ...parameters } = parametersOf(describe);
  return { filename, ...parameters };
}

function anyOf(signals: (AbortSignal | undefined)[]): AbortSignal {
  const there = signals.filter((signal) => signal !== undefined);
  return there.length === 1 && there[0] ? there[0] : AbortSignal.any(there);
}

function reasonOf(error: unknown): string {
  return error instanceof ZodError ? whatIsWrong(error) : messageOf(error);
}

/** For other daemons: only ours says what its record was made from. */
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

/** Retries while other runs fill the daemon's queue. */
async function describeWhenNotFull(
  client: DaemonClient,
  request: DescribeRequest,
  signal: AbortSignal,
): Promise<DescribeAnswer> {
  for (;;) {
    try {
      return await client.describe(request, signal);
    } catch (error) {
      if (!hasCode(error, 'QUEUE_FULL')) {
        throw error;
      }
      await sleep(QUEUE_FULL_PAUSE_MS, undefined, { signal });
    }
  }
}

function isDaemonFailure(error: unknown): boolean {
  return hasCode(error, ...DAEMON_CODES) || isConnectionFailure(error);
}
