import type { Config } from '../config/schema.ts';
import { hasEnded, type ProcessRef } from '../process/process-ref.ts';
import type { Health } from '../protocol/messages.ts';
import type { Log } from '../util/log.ts';
import { addressOf } from './address.ts';
import { DaemonClient } from './http-client.ts';
import { untilGone } from './interrupt.ts';
import type { LeaseConnection } from './lease-connection.ts';
import { refOf } from './recorded-process.ts';
import { endProcess, killOrphan, killProcess } from './stop.ts';
import { lookAt } from './wait-ready.ts';

/** A daemon that does not tell how many it wants gets one more than it works on. */
export function clipsAtATimeOf({ clips_at_a_time, slots = 1 }: Health): number {
  return clips_at_a_time ?? slots + 1;
}

/**
 * A daemon that is ready, and held by an open connection. However the holder ends, even by
 * SIGKILL, the system closes the connection, and the daemon knows.
 */
export class Lease {
  /** Describes clips. */
  readonly client: DaemonClient;
  /** As in the PID file; `undefined` for a daemon that somebody started by hand. */
  readonly pid: number | undefined;
  /** The process that ends when it is told to; of a `daemon_command` that is its keeper. */
  readonly process: ProcessRef | undefined;
  /** How many clips the daemon works on at the same time. */
  readonly slots: number;
  /** How many clips to send at the same time: as many as it works on, and what keeps it fed. */
  readonly clipsAtATime: number;
  /** Whether this lease's owner started the daemon, or found it there. */
  readonly started: boolean;
  /** Settles when the daemon has gone, or was given up, with the reason if it gave one. */
  readonly ended: Promise<string | undefined>;
  /** Aborted then, and when this run is to end. */
  readonly gone: AbortSignal;
  readonly #config: Config;
  /** Gives out leases; the same as `client`, but for a `daemon_command`. */
  readonly #control: DaemonClient;
  readonly #connection: LeaseConnection;

  constructor(
    config: Config,
    control: DaemonClient,
    connection: LeaseConnection,
    about: { health: Health; started: boolean },
  ) {
    this.#config = config;
    this.#control = control;
    this.#connection = connection;
    this.client =
      config.daemon_command === undefined
        ? control
        : new DaemonClient(addressOf(config, about.health.port));
    const identity = about.health.daemon;
    this.pid = about.health.pid;
    this.process = identity && refOf(identity);
    this.slots = about.health.slots ?? 1;
    this.clipsAtATime = clipsAtATimeOf(about.health);
    this.started = about.started;
    this.ended = connection.ended;
    this.gone = untilGone(connection.ended);
  }

  /** A daemon that knows no lease, and that somebody else started and will end. */
  static unheld(config: Config, health: Health): Lease {
    const connection = { ended: new Promise<undefined>(() => {}), close: async () => {} };
    const control = new DaemonClient(addressOf(config));
    return new Lease(config, control, connection, { health, started: false });
  }

  /** For messages: `Daemon (PID 4711)`. */
  get name(): string {
    return this.pid === undefined ? 'Daemon' : `Daemon (PID ${this.pid})`;
  }

  /** Gives the daemon up, says what becomes of it, and waits for its end when it ends. */
  async release(say: Log): Promise<void> {
    const health = await lookAt(this.#control, new AbortController().signal);
    await this.leave();
    const { name } = this;
    const others = (health?.leases ?? 1) - 1;
    const keepAlive = health?.keep_alive_seconds ?? 0;
    if (this.process === undefined) {
      say(`${name} stays up: it was not started by us`);
    } else if (health?.lifetime === 'persistent') {
      say(`${name} stays up: it was started by start_daemon`);
    } else if (others > 0) {
      say(`${name} stays up: ${others} other ${others === 1 ? 'run uses' : 'runs use'} it`);
    } else if (keepAlive > 0) {
      say(`${name} stays up for ${keepAlive} s (daemon_keep_alive)`);
    } else {
      say(
        (await this.#isGone(this.process)) ? `${name} stopped` : `${name} stays up: it is in use`,
      );
    }
  }

  /** Gives up a daemon that stays, without looking back. */
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

  /** Whether the daemon answers, though a request to it broke. */
  async isAnswering(signal: AbortSignal): Promise<boolean> {
    return (await lookAt(this.#control, signal)) !== undefined;
  }

  /** After it was lost: makes sure that a daemon which hangs does not keep the port. */
  async killAndClose(): Promise<void> {
    await this.leave();
    if (this.process !== undefined) {
      await killProcess(this.#config, this.process);
    }
    await killOrphan(this.#config);
  }

  /**
   * Without a lease it ends by itself. One that neither ends nor is in use is told to: by now
   * somebody else may have joined it, or it may have been too busy to say that it is not ours alone.
   */
  async #isGone(daemon: ProcessRef): Promise<boolean> {
    if (!(await hasEnded(daemon, this.#config.daemon_stop_timeout * 1000))) {
      const client = new DaemonClient(this.#control.address);
      const health = await lookAt(client, new AbortController().signal);
      await client.close();
      if (health?.phase === 'ready') {
        return false;
      }
    }
    await endProcess(this.#config, daemon);
    return true;
  }
}
