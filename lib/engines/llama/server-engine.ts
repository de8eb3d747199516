import { randomBytes } from 'node:crypto';
import { Agent } from 'undici';
import { type Config, slotBounds } from '../../config/schema.ts';
import { findModelFiles } from '../../model-files/index.ts';
import type { ServerFigures } from '../../protocol/messages.ts';
import type { Log } from '../../util/log.ts';
import { isMapping } from '../../util/mapping.ts';
import { printable } from '../../util/printable.ts';
import type {
  ClipView,
  DescribeOptions,
  Engine,
  LoadProgress,
  LocalModel,
  Words,
} from '../engine.ts';
import { ServedEngine } from '../model-server/served-engine.ts';
import { call, MAX_ANSWER_BYTES } from '../openai/call.ts';
import { contextFor } from './context-size.ts';
import { listDevices } from './list-devices.ts';
import { localModelOf } from './local-model.ts';
import { llamaServerCommand } from './server-command.ts';
import { runsOnCpu } from './settings.ts';

/** How long the server may take to tell its build, in s. */
const PROPS_SECONDS = 5;

/** When not all frames have room: the context is what the model knows, or what there is memory for. */
const ADVICE = 'lower describe.max_frames or describe.max_pixels';

/** A model in GGUF behind a `llama-server` that is started for it. */
export class LlamaServerEngine implements Engine {
  readonly name = 'llama';
  readonly model: string;
  readonly needsPictures = true;
  readonly #config: Config;
  readonly #program: string;
  readonly #onCpu: boolean;
  readonly #log: Log;
  readonly #apiKey = randomBytes(16).toString('hex');
  #served: ServedEngine | undefined;
  #localModel: LocalModel | undefined;

  /** @throws ConfigValueError when the device is none that llama-server can be told */
  constructor(config: Config, program: string, log: Log) {
    this.model = config.describe.model;
    this.#onCpu = runsOnCpu(config.describe);
    this.#config = config;
    this.#program = program;
    this.#log = log;
  }

  /** More than one gains on a graphics card only, and each takes memory. */
  get slots(): number {
    return this.#served?.slots ?? slotBounds(this.#config.describe).most ?? 1;
  }

  get room(): readonly ServerFigures[] {
    // Its context is not the user's to raise.
    return (this.#served?.room ?? []).map(({ advice, ...room }) =>
      advice === undefined
        ? room
        : { ...room, advice: ADVICE, summary: room.summary?.replace(advice, ADVICE) ?? ADVICE },
    );
  }

  get localModel(): LocalModel | undefined {
    return this.#localModel;
  }

  /** @throws what findModelFiles() and ServedEngine's load() throw */
  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    const { describe } = this.#config;
    const files = await findModelFiles(describe, onProgress, signal);
    const slots = this.slots;
    const context = contextFor(describe, files.facts, slots);
    this.#log(
      `${this.#program}: at most ${slots} at a time, each clip with a context of ${context} tokens`,
    );
    // A comma would make two names of it.
    const alias = this.model.replaceAll(',', '_');
    const served = new ServedEngine(
      {
        ...this.#config,
        describe: { ...describe, model: alias, server: { ...describe.server, slots } },
      },
      llamaServerCommand({
        program: this.#program,
        files,
        slots,
        context,
        onCpu: this.#onCpu,
        apiKey: this.#apiKey,
      }),
      this.#log,
    );
    this.#served = served;
    await served.load(onProgress, signal);
    const device = this.#onCpu ? 'CPU' : await listDevices(this.#program, signal);
    const build = await this.#build(served.url, signal);
    this.#localModel = localModelOf(files, { build: `llama-server ${build}`.trim(), device });
  }

  async describe(clip: ClipView, options: DescribeOptions): Promise<Words> {
    if (this.#served === undefined) {
      throw new Error('load() was not called');
    }
    return this.#served.describe(clip, options);
  }

  async close(): Promise<void> {
    await this.#served?.close();
  }

  /** As the server tells it, such as `b11669-Debian`; empty when it does not. */
  async #build(url: string | undefined, signal: AbortSignal): Promise<string> {
    if (url === undefined) {
      return '';
    }
    const dispatcher = new Agent({ maxResponseSize: MAX_ANSWER_BYTES });
    try {
      const address = { url, dispatcher, apiKey: this.#apiKey };
      const { json } = await call(address, '../props', undefined, PROPS_SECONDS, signal);
      const build = isMapping(json) ? json.build_info : undefined;
      return typeof build === 'string' ? printable(build).slice(0, 100) : '';
    } catch {
      signal.throwIfAborted();
      // A record can do without.
      return '';
    } finally {
      await dispatcher.destroy();
    }
  }
}
