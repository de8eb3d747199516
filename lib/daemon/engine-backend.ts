import { EventEmitter } from 'node:events';
import type { Config } from '../config/schema.ts';
import type { Engine, LoadProgress } from '../engines/engine.ts';
import { InternalError, isExpected } from '../errors.ts';
import { MediaPool, usefulWorkers } from '../media/pool.ts';
import { abortable } from '../process/abortable.ts';
import { processRef } from '../process/process-ref.ts';
import { Prompt } from '../prompt/prompt.ts';
import type { DescribeRequest, EngineFigures, WorkTime } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import { ClipTimeoutError } from '../record/errors.ts';
import type { Backend, Described, Place, Serving } from './backend.ts';
import { Coalescer } from './coalesce.ts';
import { ClipDescriber } from './describe-clip.ts';
import { EngineMeter } from './engine-meter.ts';
import { DaemonStoppingError } from './errors.ts';
import { AllowedFolders } from './http/guard.ts';
import { type QueueStatus, Scheduler } from './scheduler.ts';
import { TimeBudget } from './time-budget.ts';
import { WorkMeter } from './work-meter.ts';

/** Most clips in flight; one that waits for its turn costs a connection, no more. */
const QUEUE_LIMIT = 256;

/** A decoder that has said nothing for so long is taken for dead, in ms. */
const WORKER_SILENCE_LIMIT_MS = 15_000;

/** Describes clips: media workers read them, the engine finds the words. */
export class EngineBackend extends EventEmitter<{ idle: []; died: [string] }> implements Backend {
  readonly place: Place;
  readonly #config: Config;
  readonly #engine: EngineMeter;
  readonly #pool: MediaPool;
  readonly #describer: ClipDescriber;
  readonly #scheduler: Scheduler;
  readonly #meter = new WorkMeter();
  readonly #shared = new Coalescer<Described>();
  readonly #loaded: Promise<void>;
  /** Aborted when the engine cannot be made ready, so that no clip is read in vain. */
  readonly #loadFailed = new AbortController();
  #beginLoading: (loading: Promise<void>) => void = () => {};

  constructor(config: Config, engine: Engine) {
    super();
    this.#config = config;
    this.place = { host: config.daemon_host, port: config.daemon_port };
    this.#engine = new EngineMeter(engine);
    this.#pool = new MediaPool(WORKER_SILENCE_LIMIT_MS);
    this.#scheduler = new Scheduler({
      limit: QUEUE_LIMIT,
      readers: usefulWorkers(),
      engineSlots: () => engine.slots,
    });
    const folders = new AllowedFolders(config);
    this.#loaded = new Promise((resolve) => {
      this.#beginLoading = resolve;
    });
    // Clips that wait for it see the failure; load() reports it itself.
    this.#loaded.catch(() => {});
    this.#describer = new ClipDescriber(config, this.#engine, this.#pool, folders, this.#loaded);
    this.#scheduler.on('idle', () => this.emit('idle'));
  }

  get model(): string {
    return this.#engine.engine.model;
  }

  /** An engine that looks at no pictures is quicker than any decoder, so the decoders count. */
  get slots(): number {
    const { needsPictures, slots } = this.#engine.engine;
    return needsPictures ? slots : Math.min(slots, usefulWorkers());
  }

  /** While the engine works on some, the decoders work on others. */
  get clipsAtATime(): number {
    return this.slots + (this.#engine.engine.needsPictures ? usefulWorkers() : 1);
  }

  get isIdle(): boolean {
    return this.#scheduler.isIdle;
  }

  async begin(port = this.#config.daemon_port): Promise<Serving> {
    return { process: processRef(process.pid), port };
  }

  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    const loading = abortable(this.#load(onProgress, signal), signal);
    this.#beginLoading(loading);
    try {
      await loading;
    } catch (error) {
      this.#loadFailed.abort(new DaemonStoppingError());
      throw error;
    }
  }

  async #load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    // A prompt that cannot be used is told of now, not with each clip.
    Prompt.load(this.#config.describe.prompt_file);
    await this.#engine.load(onProgress, signal);
    this.#meter.begin();
  }

  status(): QueueStatus & { engine: EngineFigures; time: WorkTime } {
    const engine = {
      ...this.#engine.figures(),
      queue_length: this.#scheduler.waitingForEngine,
    };
    const { room = [] } = this.#engine.engine;
    const slots = room.reduce((sum, server) => sum + (server.slots ?? 0), 0);
    const time = {
      ...this.#meter.figures(),
      decoders: usefulWorkers(),
      // Fewer than may be, while it is learned how many a server takes.
      model_slots: slots || this.slots,
    };
    return { ...this.#scheduler.status(), engine, time };
  }

  async describe(request: DescribeRequest, hangUp: AbortSignal): Promise<Described> {
    if (!request.share) {
      return this.#describe(request, hangUp);
    }
    const { result, shared } = await this.#shared.run(JSON.stringify(request), hangUp, (signal) =>
      this.#describe(request, signal),
    );
    return { ...result, shared };
  }

  async #describe(request: DescribeRequest, hangUp: AbortSignal): Promise<Described> {
    const { timeout } = this.#config.describe;
    const time = new TimeBudget(timeout, this.#meter);
    const signal = AbortSignal.any([hangUp, time.usedUp, this.#loadFailed.signal]);
    try {
      const record = await this.#meter.hold(() =>
        this.#scheduler.run(request.filename, signal, {
          read: () => this.#describer.read(request, time, signal),
          describe: (clip) => this.#describer.describe(request, clip, time, signal),
        }),
      );
      return { record, timings: time.timings() };
    } catch (error) {
      if (time.usedUp.aborted && !hangUp.aborted) {
        throw new ClipTimeoutError(request.filename, timeout);
      }
      throw isExpected(error) || hangUp.aborted
        ? error
        : new InternalError(request.filename, stateFilesOf(this.#config).log, error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await this.#engine.engine.close();
  }
}
