import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { untilGone } from '../process/interrupt.ts';
import { hasEnded, type ProcessRef } from '../process/process-ref.ts';
import type { Health } from '../protocol/messages.ts';
import type { Log } from '../util/log.ts';
import { addressOf } from './address.ts';
import { DaemonClient } from './http-client.ts';
import type { LeaseConnection } from './lease-connection.ts';
import { endDaemon, killDaemon } from './stop.ts';
import { tryHealth } from './wait-ready.ts';

/** So long after a lease's connection is closed it may still be counted, in ms. */
const COUNTED_MS = 500;

/** How often the count is asked for meanwhile, in ms. */
const COUNT_PAUSE_MS = 50;

/** A daemon that does not say how many it wants gets one more than it works on. */
export function clipsAtATimeOf({ clips_at_a_time, slots = 1 }: Health): number {
  return clips_at_a_time ?? slots + 1;
}

/**
 * A daemon that is ready, held by an open connection. However this process ends, even by SIGKILL, the
 * OS closes the connection, and the daemon notices.
 */
export class Lease {
  /** Describes clips. */
  readonly client: DaemonClient;
  /** As in the PID file; `undefined` for a daemon that was started by hand. */
  readonly pid: number | undefined;
  /** The process to signal, proven to be ours: the daemon, or the keeper of a `daemon_command`. */
  readonly process: ProcessRef | undefined;
  /** How many clips the daemon works on at the same time. */
  readonly slots: number;
  /** How many clips to send at the same time, so that the daemon never waits for the next. */
  readonly clipsAtATime: number;
  /** Whether the daemon was started for this lease, or was running already. */
  readonly started: boolean;
  /** Settles when the connection has ended, with the daemon's reason if it gave one. */
  readonly ended: Promise<string | undefined>;
  /** Aborted then, and when a signal ends this process. */
  readonly gone: AbortSignal;
  readonly #config: Config;
  /** Grants leases; the same as `client`, except for a `daemon_command`. */
  readonly #control: DaemonClient;
  readonly #connection: LeaseConnection;

  constructor(
    config: Config,
    control: DaemonClient,
    connection: LeaseConnection,
    about: { health: Health; started: boolean; process?: ProcessRef },
  ) {
    this.#config = config;
    this.#control = control;
    this.#connection = connection;
    this.client =
      config.daemon_command === undefined
        ? control
        : new DaemonClient(addressOf(config, about.health.port));
    this.pid = about.health.pid;
    this.process = about.process;
    this.slots = about.health.slots ?? 1;
    this.clipsAtATime = clipsAtATimeOf(about.health);
    this.started = about.started;
    this.ended = connection.ended;
    this.gone = untilGone(connection.ended);
  }

  /** A daemon without leases, which was started by hand and is not ended by us. */
  static unheld(config: Config, health: Health): Lease {
    const connection = { ended: new Promise<undefined>(() => {}), close: async () => {} };
    const control = new DaemonClient(addressOf(config));
    return new Lease(config, control, connection, { health, started: false });
  }

  /** For messages: `Daemon (PID 4711)`. */
  get name(): string {
    return this.pid === undefined ? 'Daemon' : `Daemon (PID ${this.pid})`;
  }

  /** Gives the daemon up, logs whether it stays, and waits for its end if it ends. */
  async release(log: Log): Promise<void> {
    const health = await tryHealth(this.#control, new AbortController().signal);
    await this.leave();
    const { name } = this;
    const alone = (health?.leases ?? 1) <= 1;
    const others = alone || this.process === undefined ? 0 : await this.#countOthers();
    const keepAlive = health?.keep_alive_seconds ?? 0;
    if (this.process === undefined) {
      log(`${name} stays up: it was not started by us`);
    } else if (health?.lifetime === 'persistent') {
      log(`${name} stays up: it was started by start_daemon`);
    } else if (others > 0) {
      log(`${name} stays up: ${others} other ${others === 1 ? 'run uses' : 'runs use'} it`);
    } else if (keepAlive > 0) {
      log(`${name} stays up for ${keepAlive} s (daemon_keep_alive)`);
    } else {
      log(
        (await this.#isGone(this.process)) ? `${name} stopped` : `${name} stays up: it is in use`,
      );
    }
  }

  /**
   * How many leases are left once ours is gone. Runs that end at the same moment see each other go: the
   * last one sees none, and says that the daemon ended.
   */
  async #countOthers(): Promise<number> {
    const deadline = performance.now() + COUNTED_MS;
    const client = new DaemonClient(this.#control.address);
    try {
      for (;;) {
        const health = await tryHealth(client, new AbortController().signal);
        const leases = health?.phase === 'stopping' ? 0 : (health?.leases ?? 0);
        if (leases === 0 || performance.now() > deadline) {
          return leases;
        }
        await sleep(COUNT_PAUSE_MS);
      }
    } finally {
      await client.close();
    }
  }

  /** Closes the connections, and does not wait for the daemon. */
  async leave(): Promise<void> {
    await this.#connection.close();
    await this.#control.close();
    if (this.client !== this.#control) {
      await this.client.close();
    }
  }

  /** Makes a leased daemon stay after its last lease. */
  persist(signal: AbortSignal): Promise<void> {
    return this.#control.persist(signal);
  }

  /** Whether the daemon still answers. */
  async isAnswering(signal: AbortSignal): Promise<boolean> {
    return (await tryHealth(this.#control, signal)) !== undefined;
  }

  /** Ends a daemon that was lost, since one that hangs would keep the port. */
  async killAndClose(): Promise<void> {
    await this.leave();
    if (this.process !== undefined) {
      await killDaemon(this.#config, this.process);
    }
  }

  /**
   * Without a lease it ends by itself. Meanwhile another process may have joined it, or it may have
   * been too busy to tell of its other leases: only one that is not ready either is ended.
   */
  async #isGone(daemon: ProcessRef): Promise<boolean> {
    if (!(await hasEnded(daemon, this.#config.daemon_stop_timeout * 1000))) {
      const client = new DaemonClient(this.#control.address);
      const health = await tryHealth(client, new AbortController().signal);
      await client.close();
      if (health?.phase === 'ready') {
        return false;
      }
    }
    await endDaemon(this.#config, daemon);
    return true;
  }
}
