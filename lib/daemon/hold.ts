import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import {
  ClipEndsDaemonError,
  DaemonKeepsDyingError,
  DaemonLostError,
  DaemonStoppedError,
} from '../errors.ts';
import { stateFilesOf } from '../state-files.ts';
import type { LifetimeKind } from '../wire.ts';
import { acquireLease } from './acquire.ts';
import { type DescribedClip, describeClip, type Taker, type Wanted } from './describe-clip.ts';
import { interruption } from './interrupt.ts';
import type { Lease } from './lease.ts';
import type { Say } from './ready.ts';
import { keepStory } from './story.ts';

/** So many ends of the daemon in a row, without a clip described between, and the run gives up. */
const MOST_ENDS = 3;

/** When a request breaks, its lease breaks as well within this time, in ms, if the daemon died. */
const SETTLE_MS = 1000;

/**
 * A run's hold on a daemon. When the daemon dies under it, the hold starts it again, once for all
 * clips that were in flight, and has them described after all.
 */
export class Hold {
  readonly #config: Config;
  readonly #lifetime: LifetimeKind | undefined;
  readonly #say: Say;
  #lease: Promise<Lease>;
  #taker: Promise<Taker>;
  #endsInARow = 0;

  /** @param lifetime `undefined`: no daemon is started, only one that runs is joined */
  constructor(config: Config, lifetime: LifetimeKind | undefined, say: Say) {
    this.#config = config;
    this.#lifetime = lifetime;
    this.#say = keepStory(stateFilesOf(config).startLog, say);
    [this.#lease, this.#taker] = this.#acquire();
  }

  /** Settles when the daemon is ready. */
  get ready(): Promise<Lease> {
    return this.#lease;
  }

  /** Settles when the daemon takes clips, which it may do while its model is still loading. */
  get taking(): Promise<Taker> {
    return this.#taker;
  }

  /**
   * Has one clip described.
   *
   * @throws the clip's own failure, or DaemonStoppedError, DaemonKeepsDyingError, and what a start
   *   throws: failures of the run
   */
  async describe(clip: Wanted): Promise<DescribedClip> {
    for (let attempt = 1; ; attempt++) {
      const current = this.#lease;
      const taker = await this.#taker;
      try {
        const described = await describeClip(this.#config, taker, clip);
        this.#endsInARow = 0;
        return described;
      } catch (error) {
        if (!(error instanceof DaemonLostError)) {
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

  /** Gives the daemon up. */
  async release(say: Say): Promise<void> {
    let lease: Lease;
    try {
      lease = await this.#lease;
    } catch {
      // Whoever waited for it has been told; a start that failed leaves nothing to give up.
      return;
    }
    await lease.release(keepStory(stateFilesOf(this.#config).stopLog, say));
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
    await lost.bury();
    this.#endsInARow++;
    if (this.#endsInARow >= MOST_ENDS) {
      throw new DaemonKeepsDyingError(this.#endsInARow, stateFilesOf(this.#config).log);
    }
    this.#say(`${lost.name} has died; starting it again`);
    const [again] = this.#acquire();
    return again;
  }

  /** The daemon when it is ready, and the same as soon as it takes clips. */
  #acquire(): [Promise<Lease>, Promise<Taker>] {
    let take: (daemon: Taker) => void = () => {};
    const loading = new Promise<Taker>((resolve) => {
      take = resolve;
    });
    const lease = this.#acquireLease(take);
    const taker = Promise.race([loading, lease]);
    // Whoever waits for one of them is told; one that nobody waits for is no failure of its own.
    lease.catch(() => {});
    taker.catch(() => {});
    return [lease, taker];
  }

  async #acquireLease(onTaking: (daemon: Taker) => void): Promise<Lease> {
    const lease = await acquireLease(this.#config, {
      lifetime: this.#lifetime,
      say: this.#say,
      onTaking,
      signal: interruption,
    });
    const how = lease.started ? 'started' : 'joined';
    this.#say(`${lease.name} ${how} at ${lease.client.url}`);
    return lease;
  }
}
