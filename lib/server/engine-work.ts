import { EventEmitter } from 'node:events';
import type { Config } from '../config.ts';
import type { VideoDescription } from '../description.ts';
import type { Engine, LoadProgress } from '../engines/engine.ts';
import { createEngine } from '../engines/registry.ts';
import { ClipTimeoutError } from '../errors.ts';
import { MediaPool, usefulWorkers } from '../media/pool.ts';
import { processRef } from '../process-ref.ts';
import type { DescribeRequest } from '../wire.ts';
import { ClipDescriber } from './clip-describer.ts';
import { AllowedFolders } from './guard.ts';
import { Queue, type QueueStatus } from './queue.ts';
import type { Place, Serving, Work } from './work.ts';

/** Most clips in the daemon's hands; one waiting for its turn costs a connection, no more. */
const QUEUE_LIMIT = 256;

/** A decoder that has said nothing for so long is taken for dead, in ms. */
const WORKER_SILENCE_LIMIT_MS = 15_000;

/** Describes clips: media workers read them, the engine finds the words. */
export class EngineWork extends EventEmitter<{ idle: []; died: [string] }> implements Work {
  readonly place: Place;
  readonly #config: Config;
  readonly #engine: Engine;
  readonly #pool: MediaPool;
  readonly #describer: ClipDescriber;
  readonly #queue = new Queue(QUEUE_LIMIT);

  /** @throws EngineUnavailableError */
  constructor(config: Config) {
    super();
    this.#config = config;
    this.place = { host: config.daemon_host, port: config.daemon_port };
    this.#engine = createEngine(config.describe);
    this.#pool = new MediaPool({
      size: usefulWorkers(),
      silenceLimitMs: WORKER_SILENCE_LIMIT_MS,
    });
    const folders = new AllowedFolders(config);
    this.#describer = new ClipDescriber(config, this.#engine, this.#pool, folders);
    this.#queue.on('idle', () => this.emit('idle'));
  }

  get model(): string {
    return this.#engine.model;
  }

  /** An engine that looks at no pictures is quicker than any decoder, so the decoders count. */
  get slots(): number {
    const { needsPictures, slots } = this.#engine;
    return needsPictures ? slots : Math.min(slots, usefulWorkers());
  }

  get isIdle(): boolean {
    return this.#queue.isEmpty;
  }

  async begin(port = this.#config.daemon_port): Promise<Serving> {
    return { process: processRef(process.pid), port };
  }

  load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    return this.#engine.load(onProgress, signal);
  }

  status(): QueueStatus {
    return this.#queue.status();
  }

  describe(request: DescribeRequest, hangUp: AbortSignal): Promise<VideoDescription> {
    const { timeout } = this.#config.describe;
    const limit = AbortSignal.timeout(timeout * 1000);
    return this.#queue.run(request.filename, async () => {
      try {
        return await this.#describer.describe(request, AbortSignal.any([hangUp, limit]));
      } catch (error) {
        throw limit.aborted && !hangUp.aborted
          ? new ClipTimeoutError(request.filename, timeout)
          : error;
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await this.#engine.close();
  }
}
