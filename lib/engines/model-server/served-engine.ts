import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { type Config, ONLY_MODEL, slotBounds } from '../../config/schema.ts';
import { ggufTwin } from '../../model-files/model-name.ts';
import { freePort } from '../../process/free-port.ts';
import { Supervisor } from '../../process/supervisor.ts';
import type { ServerFigures } from '../../protocol/messages.ts';
import type { Log } from '../../util/log.ts';
import type { ClipView, DescribeOptions, Engine, LoadProgress, Words } from '../engine.ts';
import { ModelEndedError } from '../errors.ts';
import { apiKeyOf, OpenAiEngine } from '../openai/engine.ts';
import { ModelServerSilentError } from '../openai/errors.ts';
import {
  ModelLeftOutError,
  ModelServerNotStartedError,
  ModelServerPortTakenError,
  PresetUnavailableError,
} from './errors.ts';
import { PRESETS, type ServerCommand } from './presets.ts';
import { progressIn } from './progress-line.ts';
import { ServerProcess } from './server-process.ts';

const HOST = '127.0.0.1';

/** Interval between two requests to a server that does not listen yet, in ms, and the limit of each. */
const POLL_PAUSE_MS = 200;
const POLL_TIMEOUT_MS = 5000;

/** How often a clip is sent when the server ends before it answers. */
const MOST_ATTEMPTS = 2;

/** A model that has not answered for this share of `describe.timeout` hangs. */
const HANGING_SHARE = 0.5;

/** A running server that lists the model, and the engine that asks it. */
type Served = {
  engine: OpenAiEngine;
  process: ServerProcess;
  ended: Promise<string>;
  /** Aborted when it has ended. */
  gone: AbortSignal;
  end(): Promise<void>;
};

/**
 * Asks a model behind a server that is started for it: ready once it lists the model, restarted when
 * it ends, and ended with the daemon.
 */
export class ServedEngine implements Engine {
  readonly name = 'openai';
  readonly needsPictures = true;
  readonly #config: Config;
  readonly #command: ServerCommand;
  readonly #log: Log;
  readonly #served: Supervisor<Served>;
  #onProgress: (progress: LoadProgress) => void = () => {};
  #slots: number;
  #model: string;
  #url: string | undefined;
  /** Asks the server that was started last. */
  #asked: OpenAiEngine | undefined;

  /** @throws PresetUnavailableError when the server does not run on this kind of machine; ApiKeyMissingError */
  constructor(config: Config, command: ServerCommand, log: Log) {
    const { only } = command.preset ?? {};
    if (only !== undefined && (process.platform !== only.platform || process.arch !== only.arch)) {
      const others = Object.keys(PRESETS).filter((name) => !command.name.endsWith(` ${name}`));
      const { model } = config.describe;
      throw new PresetUnavailableError(model, command.name, only.called, others, ggufTwin(model));
    }
    apiKeyOf(config.describe);
    if (config.describe.model === ONLY_MODEL && words(command).includes('{model}')) {
      throw new ModelLeftOutError(command.name);
    }
    this.#config = config;
    this.#command = command;
    this.#log = log;
    this.#model = config.describe.model;
    this.#slots = slotBounds(config.describe).most ?? 1;
    this.#served = new Supervisor(command.name, (signal) => this.#start(signal), log);
  }

  get model(): string {
    return this.#model;
  }

  get slots(): number {
    return this.#slots;
  }

  get room(): readonly ServerFigures[] {
    return this.#asked?.room ?? [];
  }

  /** Where the server is, once it was started. */
  get url(): string | undefined {
    return this.#url;
  }

  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    this.#onProgress = onProgress;
    await this.#served.start(signal);
    this.#onProgress = () => {};
  }

  async describe(clip: ClipView, options: DescribeOptions): Promise<Words> {
    for (let attempt = 1; ; attempt++) {
      const served = await this.#served.get(options.signal);
      const signal = AbortSignal.any([options.signal, served.gone]);
      const asked = performance.now();
      try {
        const words = await served.engine.describe(clip, { ...options, signal });
        this.#served.resetEnds();
        return words;
      } catch (error) {
        if (this.#isHanging(error, options.signal, performance.now() - asked)) {
          // Its port may answer while its model hangs; only a restart can help.
          this.#log(`${clip.filename}: no answer; ${this.#command.name} is ended`);
          void served.process.end();
        }
        if (options.signal.aborted || !served.gone.aborted) {
          throw error;
        }
        if (attempt === MOST_ATTEMPTS) {
          throw new ModelEndedError(this.#command.name, await served.ended);
        }
      }
    }
  }

  async close(): Promise<void> {
    await this.#served.close();
  }

  /** Whether the clip ran out of time, and spent most of it waiting for the model. */
  #isHanging(error: unknown, { reason }: AbortSignal, waitedMs: number): boolean {
    const timeUp = reason instanceof Error && reason.name === 'TimeoutError';
    const share = waitedMs / (this.#config.describe.timeout * 1000);
    return error instanceof ModelServerSilentError || (timeUp && share > HANGING_SHARE);
  }

  async #start(signal: AbortSignal): Promise<Served> {
    const { describe, daemon_stop_timeout } = this.#config;
    const url = await this.#chooseUrl(signal);
    this.#url = url;
    const { hostname, port } = new URL(url);
    this.#onProgress({ phase: `starting ${this.#command.name}` });
    // Once it answers, what it is asked says more than its log; each line is still a sign of life.
    let asking: LoadProgress | undefined;
    const started = new ServerProcess(
      {
        command: this.#command.command,
        values: {
          ...this.#command.values,
          model: describe.model,
          host: hostname.replace(/^\[|\]$/g, ''),
          port,
        },
        ...(this.#command.env !== undefined && { env: this.#command.env }),
        stopMs: daemon_stop_timeout * 1000,
      },
      (line) => this.#onProgress({ ...progressIn(line), ...asking }),
    );
    const gone = new AbortController();
    const ended = started.ended.then(({ how }) => how);
    void ended.then(() => gone.abort(new Error('the model server has ended')));
    const engine = new OpenAiEngine(
      { ...describe, server: { ...describe.server, base_url: url } },
      this.#log,
      this.#command.apiKey === undefined ? {} : { apiKey: this.#command.apiKey },
    );
    const end = async (): Promise<void> => {
      await engine.close();
      await started.end();
    };
    try {
      const either = AbortSignal.any([signal, gone.signal]);
      await waitUntilItAnswers(url, either);
      await engine.load((progress) => {
        asking = progress;
        this.#onProgress(progress);
      }, either);
      this.#slots = engine.slots;
      this.#asked = engine;
      this.#model = engine.model;
      return { engine, process: started, ended, gone: gone.signal, end };
    } catch (error) {
      await end();
      signal.throwIfAborted();
      if (!gone.signal.aborted) {
        throw error;
      }
      const { how, isMissing } = await started.ended;
      const install = isMissing ? this.#command.preset?.install : undefined;
      throw new ModelServerNotStartedError(this.#command.name, how, install);
    }
  }

  /** The first URL of `base_url`, where nothing may listen yet; without one, a free port. */
  async #chooseUrl(signal: AbortSignal): Promise<string> {
    const [url] = [this.#config.describe.server?.base_url ?? []].flat();
    if (url === undefined) {
      return `http://${HOST}:${await freePort()}/v1`;
    }
    if (await answers(url, signal)) {
      throw new ModelServerPortTakenError(url);
    }
    return url;
  }
}

function words({ command }: ServerCommand): string {
  return typeof command === 'string' ? command : command.join(' ');
}

async function waitUntilItAnswers(url: string, signal: AbortSignal): Promise<void> {
  while (!(await answers(url, signal))) {
    await sleep(POLL_PAUSE_MS, undefined, { signal });
  }
}

/** Whether anything answers HTTP there, with whatever status. */
async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  try {
    const { body } = await request(`${url}/models`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(POLL_TIMEOUT_MS)]),
    });
    await body.dump();
    return true;
  } catch {
    // Nothing listens, or not yet.
    return false;
  }
}
