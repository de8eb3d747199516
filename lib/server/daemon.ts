import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import type { VideoDescription } from '../description.ts';
import type { Engine, LoadProgress } from '../engines/engine.ts';
import { createEngine } from '../engines/registry.ts';
import { ClipTimeoutError, DaemonStoppingError, ModelLoadingError } from '../errors.ts';
import { settingsHash, settingsOf } from '../identity.ts';
import { MediaPool, usefulWorkers } from '../media/pool.ts';
import { TOOL } from '../package-info.ts';
import {
  removeStateFiles,
  type StateFiles,
  stateFilesOf,
  writePidFile,
  writeSignalFile,
} from '../state-files.ts';
import {
  type DescribeRequest,
  type Health,
  type Identity,
  type LifetimeKind,
  type Status,
  urlOf,
} from '../wire.ts';
import { closeApp, createApp } from './app.ts';
import { ClipDescriber } from './describe-clip.ts';
import { AllowedFolders } from './guard.ts';
import { Lifetime } from './lifetime.ts';
import { log } from './log.ts';
import { Queue } from './queue.ts';

/** Most clips in the daemon's hands; one waiting for its turn costs a connection, no more. */
const QUEUE_LIMIT = 256;

/** A decoder that has said nothing for so long is taken for dead, in ms. */
const WORKER_SILENCE_LIMIT_MS = 15_000;

/**
 * The daemon: holds the port, loads the engine once, describes clips, and ends when nobody needs
 * it any more or when it is told to.
 */
export class Daemon {
  readonly #config: Config;
  readonly #files: StateFiles;
  readonly #identity: Identity;
  readonly #engine: Engine;
  readonly #pool: MediaPool;
  readonly #describer: ClipDescriber;
  readonly #queue = new Queue(QUEUE_LIMIT);
  readonly #lifetime: Lifetime;
  readonly #app: FastifyInstance;
  /** Aborted when the daemon must not go on loading. */
  readonly #ending = new AbortController();
  #phase: 'loading' | 'ready' | 'stopping' = 'loading';
  #progress: LoadProgress = { phase: 'starting' };
  #ended: Promise<void> | undefined;
  #finish: () => void = () => {};
  /** Settles when the daemon has ended and left nothing behind. */
  readonly finished = new Promise<void>((resolve) => {
    this.#finish = resolve;
  });

  constructor(config: Config, kind: LifetimeKind) {
    this.#config = config;
    this.#files = stateFilesOf(config);
    const settings = settingsOf(config);
    this.#identity = {
      tool: TOOL.name,
      version: TOOL.version,
      instance: randomUUID(),
      pid: process.pid,
      settings,
      settings_sha256: settingsHash(settings),
    };
    this.#engine = createEngine(config.describe);
    this.#pool = new MediaPool({
      size: usefulWorkers(),
      silenceLimitMs: WORKER_SILENCE_LIMIT_MS,
    });
    this.#describer = new ClipDescriber(
      config,
      this.#engine,
      this.#pool,
      new AllowedFolders(config),
    );
    this.#lifetime = new Lifetime({
      kind,
      keepAliveSeconds: config.daemon_keep_alive,
      isBusy: () => !this.#queue.isEmpty,
      end: (reason) => {
        void this.end(reason);
      },
    });
    this.#queue.on('idle', () => this.#lifetime.check());
    this.#app = createApp(
      config,
      {
        health: () => this.#health(),
        status: () => this.#status(),
        describe: (request, signal) => this.#describe(request, signal),
      },
      this.#lifetime,
    );
  }

  get lifetime(): Lifetime {
    return this.#lifetime;
  }

  /**
   * Takes the port, which is the lock: nothing is loaded before it is ours.
   *
   * @returns the port, which differs from the configured one when that is 0
   * @throws the system's error with `code` `EADDRINUSE` when somebody else has it
   */
  async listen(): Promise<number> {
    const { daemon_host: host, daemon_port: port } = this.#config;
    await this.#app.listen({ host, port });
    const address = this.#app.server.address() as AddressInfo;
    writePidFile(this.#files, process.pid);
    // A crash must not leave files that say the daemon is there.
    process.once('exit', () => removeStateFiles(this.#files));
    log(`${TOOL.name} ${TOOL.version} listens on ${urlOf(host, address.port)}, PID ${process.pid}`);
    return address.port;
  }

  /** Loads the engine, then says to the world that the daemon is ready. */
  async load(): Promise<void> {
    const started = performance.now();
    await this.#engine.load((progress) => {
      this.#progress = progress;
      log(progressLine(progress));
    }, this.#ending.signal);
    if (this.#ending.signal.aborted) {
      return;
    }
    const { port } = this.#app.server.address() as AddressInfo;
    this.#phase = 'ready';
    writeSignalFile(this.#files, {
      pid: process.pid,
      instance: this.#identity.instance,
      url: urlOf(this.#config.daemon_host, port),
    });
    log(`ready: ${this.#engine.model} loaded in ${Math.round(performance.now() - started)} ms`);
  }

  /** Finishes what is in flight, takes nothing new, and leaves no file, child or port behind. */
  end(reason: string): Promise<void> {
    this.#ended ??= this.#end(reason);
    return this.#ended;
  }

  async #end(reason: string): Promise<void> {
    log(`stopping: ${reason}`);
    this.#phase = 'stopping';
    this.#ending.abort();
    if (!this.#queue.isEmpty) {
      await once(this.#queue, 'idle');
    }
    await this.#pool.close();
    await this.#engine.close();
    // The files go before the port: whoever finds the port free finds no file of ours either.
    removeStateFiles(this.#files);
    await closeApp(this.#app);
    log('stopped');
    this.#finish();
  }

  #health(): Health {
    const { phase, fraction } = this.#progress;
    return {
      status: this.#phase === 'ready' ? 'healthy' : this.#phase,
      model_loaded: this.#phase === 'ready',
      model_name: this.#engine.model,
      phase: this.#phase,
      ...(this.#phase === 'loading' && {
        progress: phase,
        ...(fraction !== undefined && { percent: Math.round(fraction * 100) }),
      }),
      slots: this.#engine.slots,
      leases: this.#lifetime.leases,
      lifetime: this.#lifetime.kind,
      keep_alive_seconds: this.#config.daemon_keep_alive,
      daemon: this.#identity,
    };
  }

  #status(): Status {
    return {
      status: this.#phase === 'ready' ? 'healthy' : this.#phase,
      model_loaded: this.#phase === 'ready',
      model_name: this.#engine.model,
      ...this.#queue.status(),
    };
  }

  async #describe(request: DescribeRequest, hangUp: AbortSignal): Promise<VideoDescription> {
    if (this.#phase === 'loading') {
      throw new ModelLoadingError();
    }
    if (this.#phase === 'stopping') {
      throw new DaemonStoppingError();
    }
    const limit = AbortSignal.timeout(this.#config.describe.timeout * 1000);
    return this.#queue.run(request.filename, async () => {
      try {
        return await this.#describer.describe(request, AbortSignal.any([hangUp, limit]));
      } catch (error) {
        const { filename } = request;
        throw limit.aborted && !hangUp.aborted
          ? new ClipTimeoutError(filename, this.#config.describe.timeout)
          : error;
      }
    });
  }
}

function progressLine({ phase, fraction }: LoadProgress): string {
  return fraction === undefined ? phase : `${phase} ${Math.round(fraction * 100)} %`;
}
