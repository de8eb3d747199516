import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { Config } from '../config/schema.ts';
import type { LoadProgress } from '../engines/engine.ts';
import { messageOf } from '../errors.ts';
import { type CommandProcess, startCommand } from '../process/command.ts';
import { freePort } from '../process/free-port.ts';
import { controlSocketOf } from '../protocol/control-socket.ts';
import { Health, urlOf } from '../protocol/messages.ts';
import type { Backend, Place, Serving } from './backend.ts';
import { CommandDescribesError } from './errors.ts';

/** Interval between two requests of the command's `/health`, in ms, while it loads and after. */
const LOADING_PAUSE_MS = 200;
const WATCHING_PAUSE_MS = 1000;

/** How long one request may take, in ms. A program that is busy describing may not answer at all. */
const HEALTH_TIMEOUT_MS = 2000;

/**
 * Keeps the process of a `daemon_command`: a daemon that knows `/health` and `/describe`, but no
 * lease. Runs lease the keeper; the keeper starts the process, waits for its model, and ends it.
 */
export class CommandBackend extends EventEmitter<{ idle: []; died: [string] }> implements Backend {
  readonly place: Place;
  readonly slots = 1;
  readonly clipsAtATime = 2;
  readonly isIdle = true;
  readonly #config: Config;
  readonly #closing = new AbortController();
  #command: CommandProcess | undefined;
  #url = '';

  constructor(config: Config) {
    super();
    this.#config = config;
    this.place = { path: controlSocketOf(config) };
  }

  get model(): string {
    return this.#config.describe.model;
  }

  async begin(): Promise<Serving> {
    const { daemon_command = [], daemon_host: host, daemon_port, describe } = this.#config;
    const port = daemon_port || (await freePort());
    const command = await startCommand({
      command: daemon_command,
      values: { model: describe.model, host, port: String(port) },
      // The seed's daemon ends when this process does, however that ends.
      env: { PARENT_PID: String(process.pid) },
      stopMs: this.#config.daemon_stop_timeout * 1000,
      // Its access log tells of our own requests, one each second.
      isNoise: (line) => line.includes('"GET /health'),
    }).catch((error: unknown) => {
      throw new Error(`daemon_command ${messageOf(error)}`);
    });
    this.#command = command;
    this.#url = urlOf(this.#config.daemon_host, port);
    void command.ended.then((how) => this.emit('died', `daemon_command: ${how}`));
    return { process: command.process, port };
  }

  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    let reported = '';
    for (;;) {
      const health = await this.#health(signal);
      if (health?.model_loaded) {
        void this.#watch();
        return;
      }
      if (health?.progress !== undefined && health.progress + health.percent !== reported) {
        reported = health.progress + health.percent;
        const { progress, percent } = health;
        onProgress({
          phase: progress,
          ...(percent !== undefined && { fraction: percent / 100 }),
        });
      }
      await sleep(LOADING_PAUSE_MS, undefined, { signal });
    }
  }

  status(): { is_busy: boolean; total_processed: number } {
    return { is_busy: false, total_processed: 0 };
  }

  /** @throws CommandDescribesError always: clips go to the command's own port */
  async describe(): Promise<never> {
    throw new CommandDescribesError(this.#url);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#command?.end();
  }

  /**
   * A program that says it has lost its model is dead. One that does not answer may be busy: the seed's
   * daemon does not answer while it describes.
   */
  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const health = await this.#health(signal);
      if (health?.model_loaded === false) {
        this.emit('died', 'daemon_command: it says that its model is no longer loaded');
        return;
      }
      await sleep(WATCHING_PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** What `/health` answers; `undefined` when it does not. */
  async #health(signal: AbortSignal): Promise<Health | undefined> {
    try {
      const { body } = await request(`${this.#url}/health`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(HEALTH_TIMEOUT_MS)]),
      });
      return Health.safeParse(await body.json()).data;
    } catch {
      // Not listening yet, busy, or no JSON.
      return undefined;
    }
  }
}
