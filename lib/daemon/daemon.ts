import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import type { LoadProgress } from '../engines/engine.ts';
import { isClipFailure } from '../errors.ts';
import { thisMachine } from '../process/machine.ts';
import { isAlive, processRef } from '../process/process-ref.ts';
import {
  areKept,
  type Credentials,
  drawSecret,
  proofOf,
  removeCredentials,
  removeStaleCredentials,
  writeCredentials,
} from '../protocol/credentials.ts';
import { StateFilesTakenError } from '../protocol/errors.ts';
import { checkLiveReport } from '../protocol/live-report.ts';
import {
  type DescribeRequest,
  type Health,
  type Identity,
  type LifetimeKind,
  urlOf,
} from '../protocol/messages.ts';
import { placeOf } from '../protocol/place.ts';
import { settingsHash, settingsOf } from '../protocol/settings.ts';
import {
  readProcess,
  removeOwnStateFiles,
  removeStateFiles,
  type StateFiles,
  stateFilesOf,
  writePidFile,
  writeSignalFile,
} from '../protocol/state-files.ts';
import { TOOL } from '../util/package-info.ts';
import type { Backend, Described, Serving } from './backend.ts';
import { DaemonStoppingError } from './errors.ts';
import { type App, closeApp, createApp } from './http/app.ts';
import { listen } from './http/listen.ts';
import { Lifetime } from './lifetime.ts';
import { LiveReport } from './live-report.ts';
import { log } from './log.ts';

/**
 * The daemon: holds the lock, loads its back end once, and ends when it is unused or told to, leaving
 * nothing behind.
 */
export class Daemon {
  readonly lifetime: Lifetime;
  /** Settles when the daemon has ended: `true` when as intended, `false` when its back end has died. */
  readonly finished: Promise<string | undefined>;
  readonly #config: Config;
  readonly #backend: Backend;
  readonly #files: StateFiles;
  readonly #identity: Identity;
  readonly #secret = drawSecret();
  readonly #app: App;
  readonly #live: LiveReport;
  /** Aborted when the daemon must not go on loading. */
  readonly #ending = new AbortController();
  #finish: (died: string | undefined) => void = () => {};
  #phase: 'loading' | 'ready' | 'stopping' = 'loading';
  #progress: LoadProgress = { phase: 'starting' };
  #serving: Serving | undefined;
  #ended: Promise<void> | undefined;
  #died: string | undefined;

  constructor(config: Config, kind: LifetimeKind, backend: Backend, heartbeatMs?: number) {
    this.#config = config;
    this.#backend = backend;
    this.#files = stateFilesOf(config);
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
    const settings = settingsOf(config);
    const { startTime } = processRef(process.pid);
    this.#identity = {
      tool: TOOL.name,
      version: TOOL.version,
      instance: randomUUID(),
      pid: process.pid,
      ...(startTime !== undefined && { start_time: startTime }),
      settings,
      settings_sha256: settingsHash(settings),
    };
    this.lifetime = new Lifetime({
      kind,
      keepAliveSeconds: config.daemon_keep_alive,
      isBusy: () => !backend.isIdle,
      end: (reason) => {
        void this.end(reason);
      },
    });
    this.#live = new LiveReport(config, {
      phase: () => this.#phase,
      isIdle: () => backend.isIdle,
    });
    if (config.describe.live_report) {
      checkLiveReport(config);
      this.#live.turnOn();
    }
    backend.on('idle', () => {
      this.lifetime.check();
      this.#live.tellProgress();
    });
    backend.on('died', (reason) => {
      this.#died = reason;
      void this.end(reason);
    });
    this.#app = createApp(
      config,
      {
        health: (challenge) => this.#health(challenge),
        status: () => ({ ...this.#model(), ...backend.status() }),
        showReport: () => this.#showReport(),
        describe: (request, signal) => this.#describe(request, signal),
      },
      this.lifetime,
      this.#live,
      heartbeatMs,
    );
  }

  /**
   * Takes the lock; nothing is loaded before the daemon has it.
   *
   * @returns the port on which clips are described, which the system chooses when it is 0
   * @throws the system's error with `code` `EADDRINUSE` when somebody else has it
   */
  async listen(): Promise<number> {
    const port = await listen(this.#app.http, this.#backend.place);
    const other = readProcess(this.#files);
    if (other !== undefined && isAlive(other)) {
      throw new StateFilesTakenError(this.#files.pid, other.pid);
    }
    // A signal file that is there now is from an earlier life.
    removeStateFiles(this.#files);
    removeStaleCredentials();
    writeCredentials(this.#credentials(port));
    process.once('exit', () => removeCredentials(this.#identity));
    const serving = await this.#backend.begin(port);
    this.#serving = serving;
    writeCredentials(this.#credentials(serving.port));
    writePidFile(this.#files, serving.process);
    // A crash must not leave files that say the daemon is there.
    process.once('exit', () => removeOwnStateFiles(this.#files, serving.process.pid));
    const url = urlOf(this.#config.daemon_host, serving.port);
    if (this.#live.isOn) {
      log(`live report: ${url}/`);
    }
    log(`${TOOL.name} ${TOOL.version} for ${url}, PID ${serving.process.pid}`);
    return serving.port;
  }

  /** Loads the back end, then writes the signal file. */
  async load(): Promise<void> {
    const started = performance.now();
    try {
      await this.#backend.load((progress) => {
        const before = progressLine(this.#progress);
        this.#progress = progress;
        if (progressLine(progress) !== before) {
          log(progressLine(progress));
        }
      }, this.#ending.signal);
    } catch (error) {
      if (!this.#ending.signal.aborted) {
        throw error;
      }
    }
    if (this.#ending.signal.aborted || this.#serving === undefined) {
      return;
    }
    this.#phase = 'ready';
    this.#live.tellProgress();
    writeSignalFile(this.#files, this.#serving.process, {
      instance: this.#identity.instance,
      url: urlOf(this.#config.daemon_host, this.#serving.port),
    });
    log(`ready: ${this.#backend.model} loaded in ${Math.round(performance.now() - started)} ms`);
  }

  /** Finishes the clips in flight, takes no new one, and leaves no file, child or port behind. */
  end(reason: string): Promise<void> {
    this.#ended ??= this.#end(reason);
    return this.#ended;
  }

  async #end(reason: string): Promise<void> {
    log(`stopping: ${reason}`);
    this.#phase = 'stopping';
    // After a death no reason is announced, so that the runs start the daemon again.
    if (this.#died === undefined) {
      this.#app.leases.announceEnd(reason);
    }
    this.#ending.abort();
    this.#live.tellProgress();
    if (!this.#backend.isIdle) {
      await once(this.#backend, 'idle');
    }
    await this.#live.close(reason);
    await this.#backend.close();
    // The files go before the lock, so that no process finds the lock free and a file of this daemon.
    removeOwnStateFiles(this.#files, this.#serving?.process.pid);
    await closeApp(this.#app);
    removeCredentials(this.#identity);
    log('stopped');
    this.#finish(this.#died);
  }

  #model(): Pick<Health, 'status' | 'model_loaded' | 'model_name'> {
    const ready = this.#phase === 'ready';
    return {
      status: ready ? 'healthy' : this.#phase,
      model_loaded: ready,
      model_name: this.#backend.model,
    };
  }

  /** What proves to this user, and only to them, which process this is. */
  #credentials(port = this.#config.daemon_port): Credentials {
    const { instance, pid, start_time } = this.#identity;
    const { model, model_path } = this.#config.describe;
    const kept = this.#serving?.process;
    return {
      secret: this.#secret,
      instance,
      machine: thisMachine(),
      pid,
      ...(start_time !== undefined && { start_time }),
      ...(kept !== undefined &&
        kept.pid !== pid && {
          command: {
            pid: kept.pid,
            ...(kept.startTime !== undefined && { start_time: kept.startTime }),
          },
        }),
      place: placeOf(this.#config),
      port,
      url: urlOf(this.#config.daemon_host, port),
      model: model_path === undefined ? model : resolve(model_path),
    };
  }

  #prove(challenge: string): string {
    const credentials = this.#credentials(this.#serving?.port);
    // Systems tidy up folders for caches, and remove those of a login when it ends.
    if (this.#serving !== undefined && !areKept(credentials)) {
      writeCredentials(credentials);
    }
    return proofOf(credentials, challenge);
  }

  #health(challenge: string | undefined): Health {
    const { phase, fraction } = this.#progress;
    return {
      ...this.#model(),
      phase: this.#phase,
      ...(this.#phase === 'loading' && {
        progress: phase,
        ...(fraction !== undefined && { percent: Math.round(fraction * 100) }),
      }),
      slots: this.#backend.slots,
      clips_at_a_time: this.#backend.clipsAtATime,
      leases: this.lifetime.leases,
      lifetime: this.lifetime.kind,
      keep_alive_seconds: this.#config.daemon_keep_alive,
      ...(this.#serving && { port: this.#serving.port, pid: this.#serving.process.pid }),
      ...(this.#live.isOn && { live_report: this.#reportUrl() }),
      daemon: this.#identity,
      ...(challenge !== undefined && { proof: this.#prove(challenge) }),
    };
  }

  #showReport(): string {
    checkLiveReport(this.#config);
    this.#live.turnOn();
    return this.#reportUrl();
  }

  #reportUrl(): string {
    return `${urlOf(this.#config.daemon_host, this.#serving?.port ?? this.#config.daemon_port)}/`;
  }

  async #describe(request: DescribeRequest, hangUp: AbortSignal): Promise<Described> {
    if (this.#phase === 'stopping') {
      throw new DaemonStoppingError();
    }
    try {
      const described = await this.#backend.describe(request, hangUp);
      this.#live.clipDone(request.filename);
      return described;
    } catch (error) {
      if (isClipFailure(error)) {
        this.#live.clipDone(request.filename);
      }
      throw error;
    }
  }
}

function progressLine({ phase, fraction }: LoadProgress): string {
  return fraction === undefined ? phase : `${phase} ${Math.round(fraction * 100)} %`;
}
