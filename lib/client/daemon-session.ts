import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { interruption } from '../process/interrupt.ts';
import type { LifetimeKind, ServerRoom, Status } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import { subtitleFileOf, subtitlesOf } from '../record/files.ts';
import type { Log } from '../util/log.ts';
import { trace } from '../util/trace.ts';
import { acquireLease } from './acquire.ts';
import {
  ClipEndsDaemonError,
  DaemonHangsError,
  DaemonKeepsDyingError,
  DaemonLostError,
  DaemonReleasedError,
  DaemonStoppedError,
} from './errors.ts';
import type { Lease } from './lease.ts';
import { liveReportLines } from './live-report.ts';
import { modelRoom, roomLines, statusOf } from './model-room.ts';
import {
  type DescribedClip,
  type DescribeInput,
  type ReadyTarget,
  requestRecord,
} from './request-record.ts';
import { sessionLog } from './session-log.ts';
import { nextState, type SessionEvent, type SessionState } from './session-state.ts';

/** The run fails when the daemon dies this many times in a row without describing a clip. */
const MAX_CONSECUTIVE_DEATHS = 3;

/** A clip fails when this many requests for it were broken off, by a death or by the connection. */
const MAX_ATTEMPTS_PER_CLIP = 3;

/** A clip fails on which a `daemon_command` has hung so many times: it may be too long for its limit. */
const MOST_HANGS = 2;

/** If the daemon died, its lease breaks within this time after a request did, in ms. */
const SETTLE_MS = 1000;

/** One joining or starting of a daemon. */
type Acquisition = {
  /** The daemon with its model loaded. */
  lease: Promise<Lease>;
  /** The daemon as soon as it accepts clips. */
  target: Promise<ReadyTarget>;
};

/**
 * All that this process has to do with one daemon. When the daemon dies it is started again, once
 * for all clips that were in flight, and these are described after all.
 */
export class DaemonSession {
  /** How many holds of this process share it. */
  holds = 0;
  readonly #config: Config;
  readonly #lifetime: LifetimeKind | undefined;
  readonly #logs = new Set<Log>();
  readonly #startLog: Log;
  readonly #log: Log = (line) => {
    for (const log of this.#logs) {
      log(line);
    }
  };
  #hasWarned = false;
  #state: SessionState = 'idle';
  #acquisition: Acquisition;
  #slots = 1;
  #deathsInARow = 0;
  #release: Promise<void> | undefined;

  /** @param lifetime `undefined`: a daemon that runs is joined, none is started */
  constructor(config: Config, lifetime: LifetimeKind | undefined) {
    this.#config = config;
    this.#lifetime = lifetime;
    this.#startLog = sessionLog(stateFilesOf(config).startLog, this.#log);
    this.#acquisition = this.#acquire('needed');
  }

  get released(): boolean {
    return this.#state === 'released';
  }

  get config(): Config {
    return this.#config;
  }

  get slots(): number {
    return this.#slots;
  }

  /** Settles when the daemon is ready; `log` is told how it got there, and of each restart. */
  async ready(log: Log): Promise<void> {
    const { lease } = this.#acquisition;
    const isNew = this.#state === 'ready' && !this.#logs.has(log);
    this.#logs.add(log);
    const { name, client } = await lease;
    if (isNew) {
      log(`${name} joined at ${client.url}`);
    }
  }

  /** How many clips to send at the same time; settles when the daemon accepts clips. */
  async taking(): Promise<number> {
    return (await this.#acquisition.target).clipsAtATime;
  }

  /** @param config decides the parameters of this clip */
  async describe(
    config: Config,
    clip: DescribeInput,
    signal: AbortSignal | undefined,
  ): Promise<DescribedClip> {
    this.#warnOfSubtitles(config, clip.filename);
    for (let attempt = 1; ; attempt++) {
      if (this.#release !== undefined) {
        throw new DaemonReleasedError(clip.filename);
      }
      const acquisition = this.#acquisition;
      const target = await acquisition.target;
      try {
        const described = await requestRecord(config, target, clip, signal);
        this.#deathsInARow = 0;
        return described;
      } catch (error) {
        const hangs = error instanceof DaemonHangsError;
        if (!(error instanceof DaemonLostError || hangs) || this.#release !== undefined) {
          throw error;
        }
        // Rejects with the reason if the daemon never got ready.
        const lease = await acquisition.lease;
        acquisition.target = acquisition.lease;
        if (hangs && lease.process === undefined) {
          // Started by hand, and not ours to end.
          throw error;
        }
        if (target.client === lease.client && this.#release === undefined) {
          await this.#replace(acquisition, lease, hangs);
        }
        if (hangs && attempt === MOST_HANGS) {
          throw error;
        }
        if (attempt === MAX_ATTEMPTS_PER_CLIP) {
          throw new ClipEndsDaemonError(clip.filename, attempt);
        }
      }
    }
  }

  /** Settles when the daemon has ended, with its reason if it gave one. */
  async ended(): Promise<string | undefined> {
    const { ended } = await this.#acquisition.lease;
    return ended;
  }

  /** What its model servers have room for; empty when that is not known. */
  async modelRoom(): Promise<ServerRoom[]> {
    const { client } = await this.#acquisition.lease;
    return modelRoom(this.#config, client);
  }

  /** What it says it is doing; `undefined` when it does not. */
  async status(): Promise<Status | undefined> {
    const { client } = await this.#acquisition.lease;
    return statusOf(this.#config, client);
  }

  /** Gives the daemon up, and waits for its end if nobody else uses it; the first call counts. */
  release(log: Log): Promise<void> {
    this.#release ??= this.#giveUp(log);
    return this.#release;
  }

  async #giveUp(log: Log): Promise<void> {
    if (!this.released) {
      this.#move('release', 'nobody in this process needs it');
    }
    let lease: Lease;
    try {
      lease = await this.#acquisition.lease;
    } catch {
      // Whoever waited for the start has been told; nothing is held.
      return;
    }
    await lease.release(sessionLog(stateFilesOf(this.#config).stopLog, log));
  }

  /** Once per incident: all clips that were in flight meet here. */
  async #replace(lost: Acquisition, lease: Lease, hangs: boolean): Promise<void> {
    if (this.#acquisition === lost) {
      this.#move('lose', 'a request broke');
      const restarted = this.#restart(lease, hangs);
      this.#acquisition = { lease: restarted, target: restarted };
    }
    await this.#acquisition.lease;
  }

  async #restart(lost: Lease, hangs: boolean): Promise<Lease> {
    try {
      const end = await Promise.race([lost.ended.then((reason) => ({ reason })), sleep(SETTLE_MS)]);
      if (end === undefined && !hangs && (await lost.isAnswering(interruption))) {
        this.#move('recover', 'the daemon answers, only a connection broke');
        return lost;
      }
      if (end?.reason !== undefined) {
        await lost.leave();
        throw new DaemonStoppedError(lost.client.url, end.reason);
      }
      await lost.killAndClose();
      this.#deathsInARow++;
      if (this.#deathsInARow >= MAX_CONSECUTIVE_DEATHS) {
        throw new DaemonKeepsDyingError(this.#deathsInARow, stateFilesOf(this.#config).log);
      }
    } catch (error) {
      this.#move('fail', String(error));
      throw error;
    }
    const what = hangs ? 'does not answer' : 'has died';
    this.#startLog(`${lost.name} ${what}; starting it again`);
    return this.#acquire('the last one died').lease;
  }

  /** Once: a `daemon_command` finds subtitles itself, under the name that the seed's daemon knows. */
  #warnOfSubtitles(config: Config, clip: string): void {
    const cleaned = subtitleFileOf(clip, config);
    if (
      config.daemon_command !== undefined &&
      !this.#hasWarned &&
      subtitlesOf(clip, config) === undefined &&
      existsSync(cleaned)
    ) {
      this.#hasWarned = true;
      this.#log(
        `${basename(cleaned)} is not read: daemon_command looks for subtitles as <clip>.srt, ` +
          'and there are none. Set subtitle_suffix: .srt, or copy them.',
      );
    }
  }

  #acquire(why: string): Acquisition {
    this.#move('start', why);
    let take: (daemon: ReadyTarget) => void = () => {};
    const loading = new Promise<ReadyTarget>((resolve) => {
      take = resolve;
    });
    const lease = this.#acquireLease((daemon) => {
      this.#move('take', 'it accepts clips while its model loads');
      take(daemon);
    });
    const target = Promise.race([loading, lease]);
    // Each caller that awaits them gets the failure; this avoids an unhandled rejection when none does.
    lease.catch(() => {});
    target.catch(() => {});
    void target.then(
      async ({ client }) => (await liveReportLines(this.#config, client)).forEach(this.#startLog),
      () => {},
    );
    return { lease, target };
  }

  async #acquireLease(onTaking: (daemon: ReadyTarget) => void): Promise<Lease> {
    try {
      const lease = await acquireLease(this.#config, {
        lifetime: this.#lifetime,
        log: this.#startLog,
        onTaking,
        signal: interruption,
      });
      this.#slots = lease.slots;
      const how = lease.started ? 'started' : 'joined';
      this.#move('ready', `${how} ${lease.name}`);
      this.#startLog(`${lease.name} ${how} at ${lease.client.url}`);
      for (const line of roomLines(await modelRoom(this.#config, lease.client))) {
        this.#startLog(line);
      }
      return lease;
    } catch (error) {
      this.#move('fail', String(error));
      throw error;
    }
  }

  #move(event: SessionEvent, why: string): void {
    const before = this.#state;
    this.#state = nextState(before, event);
    const { daemon_host, daemon_port } = this.#config;
    trace('%s:%d %s → %s: %s', daemon_host, daemon_port, before, this.#state, why);
  }
}
