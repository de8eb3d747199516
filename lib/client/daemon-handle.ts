import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolveConfig } from '../config/load.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import type { LifetimeKind } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import { subtitlesOf } from '../record/files.ts';
import type { VideoDescription } from '../record/schema.ts';
import type { Log } from '../util/log.ts';
import { acquireLease } from './acquire.ts';
import {
  ClipEndsDaemonError,
  DaemonKeepsDyingError,
  DaemonLostError,
  DaemonReleasedError,
  DaemonStoppedError,
} from './errors.ts';
import { interruption } from './interrupt.ts';
import type { Lease } from './lease.ts';
import {
  type DescribedClip,
  type DescribeInput,
  type ReadyTarget,
  requestRecord,
} from './request-record.ts';
import { sessionLog } from './session-log.ts';

/** So many ends of the daemon in a row, without a clip described between, and the run gives up. */
const MOST_ENDS = 3;

/** When a request breaks, its lease breaks as well within this time, in ms, if the daemon died. */
const SETTLE_MS = 1000;

/** How a daemon is held. */
export type HoldOptions = {
  /** Told how things go, one line at a time: started, joined, died and started again, stopped. */
  say?: Log;
};

/** What goes for one clip. */
export type DescribeClipOptions = {
  /** Takes the answer to another run that has just asked for the same. */
  share?: boolean;
  /** The path of the clip's subtitles; by default they are looked for beside the clip. */
  subtitles?: string;
  /** Gives the clip's place in the daemon up. */
  signal?: AbortSignal;
};

/**
 * Starts the describe daemon, or joins the one that runs, and holds it until it is released: the
 * way to have clips described without gulp.
 *
 * It is held by an open connection, so that it ends with this process, however that ends, unless
 * others use it. The connection does not keep this process alive.
 *
 * @param input any part of the configuration; given nothing, `config.yaml` in the working directory
 * @returns the daemon, once it is ready
 * @throws {@link VlogDescribeError} with `code` `PORT_TAKEN`, `DAEMON_MISMATCH`, `DAEMON_START`,
 *   `DAEMON_START_TIMEOUT` or another when it does not get ready, or a `CONFIG_…` code
 */
export async function holdDaemon(
  input?: ConfigInput,
  { say = () => {} }: HoldOptions = {},
): Promise<DaemonHandle> {
  const daemon = new DaemonHandle(resolveConfig(input), 'leased', say);
  await daemon.ready;
  return daemon;
}

/**
 * A daemon that stays for as long as it is held. When it dies all the same, it is started again,
 * once for all clips that were in flight, and these are described after all.
 */
export class DaemonHandle {
  /** Settles when the daemon is ready for the first time. */
  readonly ready: Promise<void>;
  readonly #config: Config;
  readonly #lifetime: LifetimeKind | undefined;
  readonly #say: Log;
  readonly #startLog: Log;
  #lease: Promise<Lease>;
  #taker: Promise<ReadyTarget>;
  #slots = 1;
  #endsInARow = 0;
  #released: Promise<void> | undefined;

  /** @param lifetime `undefined`: no daemon is started, only one that runs is joined */
  constructor(config: Config, lifetime: LifetimeKind | undefined, say: Log) {
    this.#config = config;
    this.#lifetime = lifetime;
    this.#say = say;
    this.#startLog = sessionLog(stateFilesOf(config).startLog, say);
    [this.#lease, this.#taker] = this.#acquire();
    this.ready = this.#lease.then(() => {});
    // Whoever waits for it is told; that nobody does is no failure of its own.
    this.ready.catch(() => {});
  }

  /** How many clips it works on at the same time; more wait for their turn. */
  get slots(): number {
    return this.#slots;
  }

  /**
   * Settles when the daemon takes clips, which it may do while its model is still loading, with how
   * many to ask for at the same time: as many as it works on, and what keeps it fed.
   */
  async taking(): Promise<number> {
    return (await this.#taker).clipsAtATime;
  }

  /**
   * Has one clip described. Several can be asked for side by side. The record is returned, not
   * written.
   *
   * @param file the clip's path
   * @throws {@link VlogDescribeError}: the clip's own failure, for which {@link isClipFailure}
   *   holds, or one of the daemon, after which no clip can be described
   */
  async describeClip(file: string, options: DescribeClipOptions = {}): Promise<VideoDescription> {
    return (await this.describe(file, options)).record;
  }

  /** As `describeClip`, and tells how the record came about. */
  async describe(file: string, options: DescribeClipOptions = {}): Promise<DescribedClip> {
    const clip = this.#pathsOf(file, options);
    for (let attempt = 1; ; attempt++) {
      if (this.#released !== undefined) {
        throw new DaemonReleasedError(clip.filename);
      }
      const current = this.#lease;
      const taker = await this.#taker;
      try {
        const described = await requestRecord(this.#config, taker, clip, options.signal);
        this.#endsInARow = 0;
        return described;
      } catch (error) {
        if (!(error instanceof DaemonLostError) || this.#released !== undefined) {
          throw error;
        }
        // When it did not even get ready, why it did not is what there is to say.
        const lease = await current;
        if (this.#lease === current) {
          this.#taker = current;
        }
        if (taker.client === lease.client) {
          await this.#renew(current, lease);
        }
        if (attempt === MOST_ENDS) {
          throw new ClipEndsDaemonError(clip.filename, attempt);
        }
      }
    }
  }

  /**
   * Gives the daemon up, and waits for its end if nobody else uses it. A second call waits for the
   * first.
   */
  release(say: Log = this.#say): Promise<void> {
    this.#released ??= this.#release(say);
    return this.#released;
  }

  async #release(say: Log): Promise<void> {
    let lease: Lease;
    try {
      lease = await this.#lease;
    } catch {
      // Whoever waited for it has been told; a start that failed leaves nothing to give up.
      return;
    }
    await lease.release(sessionLog(stateFilesOf(this.#config).stopLog, say));
  }

  #pathsOf(file: string, { subtitles, share = false }: DescribeClipOptions): DescribeInput {
    const filename = resolve(file);
    return {
      filename,
      share,
      subtitle_file:
        subtitles === undefined ? subtitlesOf(filename, this.#config) : resolve(subtitles),
    };
  }

  /** Once per incident: all clips that were in flight meet here. */
  async #renew(lost: Promise<Lease>, lease: Lease): Promise<void> {
    if (this.#lease === lost) {
      this.#lease = this.#startAgain(lease);
      this.#taker = this.#lease;
    }
    await this.#lease;
  }

  async #startAgain(lost: Lease): Promise<Lease> {
    const end = await Promise.race([lost.ended.then((reason) => ({ reason })), sleep(SETTLE_MS)]);
    if (end === undefined && (await lost.isAnswering(interruption))) {
      // One connection broke, the daemon lives.
      return lost;
    }
    if (end?.reason !== undefined) {
      await lost.leave();
      throw new DaemonStoppedError(lost.client.url, end.reason);
    }
    await lost.killAndClose();
    this.#endsInARow++;
    if (this.#endsInARow >= MOST_ENDS) {
      throw new DaemonKeepsDyingError(this.#endsInARow, stateFilesOf(this.#config).log);
    }
    this.#startLog(`${lost.name} has died; starting it again`);
    const [again] = this.#acquire();
    return again;
  }

  /** The daemon when it is ready, and the same as soon as it takes clips. */
  #acquire(): [Promise<Lease>, Promise<ReadyTarget>] {
    let take: (daemon: ReadyTarget) => void = () => {};
    const loading = new Promise<ReadyTarget>((resolve) => {
      take = resolve;
    });
    const lease = this.#acquireLease(take);
    const taker = Promise.race([loading, lease]);
    lease.catch(() => {});
    taker.catch(() => {});
    return [lease, taker];
  }

  async #acquireLease(onTaking: (daemon: ReadyTarget) => void): Promise<Lease> {
    const lease = await acquireLease(this.#config, {
      lifetime: this.#lifetime,
      say: this.#startLog,
      onTaking,
      signal: interruption,
    });
    this.#slots = lease.slots;
    const how = lease.started ? 'started' : 'joined';
    this.#startLog(`${lease.name} ${how} at ${lease.client.url}`);
    return lease;
  }
}
