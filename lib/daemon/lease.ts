import type { Config } from '../config.ts';
import type { Health, Identity } from '../wire.ts';
import type { DaemonClient, LeaseConnection } from './client.ts';
import { type ProcessRef, processRef } from './process.ts';
import { lookAt, type Say } from './ready.ts';
import { endProcess, hasEnded, removeFilesOf } from './stop.ts';

/**
 * A daemon that is ready, and held by an open connection. However the holder ends, even by
 * SIGKILL, the system closes the connection, and the daemon knows.
 */
export class Lease {
  readonly client: DaemonClient;
  readonly process: ProcessRef;
  /** How many clips the daemon works on at the same time. */
  readonly slots: number;
  /** Whether this lease's owner started the daemon, or found it there. */
  readonly started: boolean;
  /** Settles when the daemon has gone, or the lease was given up. */
  readonly closed: Promise<void>;
  readonly #config: Config;
  readonly #connection: LeaseConnection;

  constructor(
    config: Config,
    client: DaemonClient,
    connection: LeaseConnection,
    about: { health: Health; identity: Identity; started: boolean },
  ) {
    this.#config = config;
    this.#connection = connection;
    this.client = client;
    this.process = processRef(about.identity.pid);
    this.slots = about.health.slots ?? 1;
    this.started = about.started;
    this.closed = connection.closed;
  }

  /** Gives the daemon up, says what becomes of it, and waits for its end when it ends. */
  async release(say: Say): Promise<void> {
    const health = await lookAt(this.client, new AbortController().signal);
    await this.leave();
    const name = `Daemon (PID ${this.process.pid})`;
    const others = (health?.leases ?? 1) - 1;
    const keepAlive = health?.keep_alive_seconds ?? 0;
    if (health?.lifetime === 'standing') {
      say(`${name} stays up: it was started by start_daemon`);
    } else if (others > 0) {
      say(`${name} stays up: ${others} other ${others === 1 ? 'run uses' : 'runs use'} it`);
    } else if (keepAlive > 0) {
      say(`${name} stays up for ${keepAlive} s (daemon_keep_alive)`);
    } else {
      await this.#untilGone();
      say(`${name} stopped`);
    }
  }

  /** Gives up a daemon that stays, without looking back. */
  async leave(): Promise<void> {
    await this.#connection.close();
    await this.client.close();
  }

  /** Without a lease it ends by itself; one that does not is told to. */
  async #untilGone(): Promise<void> {
    if (await hasEnded(this.process, this.#config.daemon_stop_timeout * 1000)) {
      removeFilesOf(this.#config, this.process.pid);
    } else {
      await endProcess(this.#config, this.process, this.client.url);
    }
  }
}
