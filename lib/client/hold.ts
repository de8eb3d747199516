import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { type LifetimeKind, type Status, urlOf } from '../protocol/messages.ts';
import { settingsOf } from '../protocol/settings.ts';
import { subtitlesOf } from '../record/files.ts';
import type { Log } from '../util/log.ts';
import { settingsDifferences } from './check-settings.ts';
import type { DaemonSession } from './daemon-session.ts';
import { DaemonMismatchError, DaemonReleasedError } from './errors.ts';
import { whyFewerFrames } from './model-room.ts';
import type { DescribedClip } from './request-record.ts';
import { joinSession, leaveSession } from './sessions.ts';
import { between, isEnough, workTimeLine } from './work-time.ts';

/** What goes for one clip. */
export type DescribeClipOptions = {
  /** Accepts the answer to another run that has just asked for the same. */
  share?: boolean;
  /** The path of the clip's subtitles; by default they are looked for beside the clip. */
  subtitles?: string;
  /** Cancels the request. */
  signal?: AbortSignal;
};

/** One of perhaps several holds that this process has on a daemon. */
export class DaemonHold {
  readonly config: Config;
  /** Settles when the daemon is ready. */
  readonly ready: Promise<void>;
  readonly #session: DaemonSession;
  readonly #log: Log;
  #released: Promise<void> | undefined;

  private constructor(config: Config, session: DaemonSession, log: Log) {
    this.config = config;
    this.#session = session;
    this.#log = log;
    this.ready = session.ready(log);
    // Each caller who awaits it gets the failure; that nobody does is none.
    this.ready.catch(() => {});
  }

  /**
   * Joins the daemon of this configuration, or starts it; returns before it is ready.
   *
   * @param lifetime `undefined`: a daemon that runs is joined, none is started
   */
  static async open(
    config: Config,
    lifetime: LifetimeKind | undefined,
    log: Log,
  ): Promise<DaemonHold> {
    return new DaemonHold(config, await joinSession(config, lifetime), log);
  }

  get slots(): number {
    return this.#session.slots;
  }

  /** How many clips to send at the same time; settles when the daemon accepts clips. */
  taking(): Promise<number> {
    return this.#session.taking();
  }

  /** Settles when the daemon that is held now has ended, with its reason if it gave one. */
  ended(): Promise<string | undefined> {
    return this.#session.ended();
  }

  /** Why clips are shown fewer frames than were sampled, in a few words; `undefined` when that is not known. */
  async whyFewerFrames(): Promise<string | undefined> {
    return whyFewerFrames(await this.#session.modelRoom());
  }

  /**
   * Begins to watch where the time of its clips goes.
   *
   * @returns tells it, in one line; `undefined` when there is nothing to tell
   */
  async watchTime(): Promise<() => Promise<string | undefined>> {
    const status = (): Promise<Status | undefined> =>
      // A daemon that cannot be had is told of elsewhere.
      this.#session.status().catch(() => undefined);
    const before = await status();
    return async () => {
      const now = await status();
      return now?.time && isEnough(before, now)
        ? workTimeLine(between(before?.time, now.time), now)
        : undefined;
    };
  }

  /**
   * Whether clips would be described as this configuration wants, which may be another than the
   * daemon was started with.
   *
   * @throws DaemonMismatchError naming what differs, and how
   */
  checkEngine(config: Config): void {
    const differences = settingsDifferences({ settings: settingsOf(this.config) }, config).filter(
      (difference) => difference.startsWith('describe.'),
    );
    if (differences.length > 0) {
      throw new DaemonMismatchError(urlOf(config.daemon_host, config.daemon_port), differences);
    }
  }

  /** @param config decides the parameters of this clip */
  async describe(
    file: string,
    { subtitles, share = false, signal }: DescribeClipOptions = {},
    config = this.config,
  ): Promise<DescribedClip> {
    const filename = resolve(file);
    if (this.#released !== undefined) {
      throw new DaemonReleasedError(filename);
    }
    const subtitle_file =
      subtitles === undefined ? subtitlesOf(filename, config) : resolve(subtitles);
    return this.#session.describe(
      { ...this.config, describe: config.describe },
      { filename, share, subtitle_file },
      signal,
    );
  }

  /** Gives the hold up; of the last one in this process it waits for the daemon's end. */
  release(log: Log = this.#log): Promise<void> {
    this.#released ??= leaveSession(this.#session, log);
    return this.#released;
  }
}
