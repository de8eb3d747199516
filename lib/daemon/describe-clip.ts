import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { type Config, type Parameters, parametersOf } from '../config/schema.ts';
import { recipeOf } from '../engines/recipe.ts';
import { messageOf } from '../errors.ts';
import type { ClipReading } from '../media/clip-analysis.ts';
import type { MediaPool } from '../media/pool.ts';
import { abortable } from '../process/abortable.ts';
import { Prompt } from '../prompt/prompt.ts';
import type { DescribeRequest } from '../protocol/messages.ts';
import { ClipChangedError } from '../record/errors.ts';
import { isUnchanged } from '../record/fingerprint.ts';
import type { VideoDescription } from '../record/schema.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { composeRecord, measuredOf } from './compose-record.ts';
import type { EngineMeter } from './engine-meter.ts';
import { DaemonStoppingError } from './errors.ts';
import type { AllowedFolders } from './http/guard.ts';
import { log } from './log.ts';
import type { TimeBudget } from './time-budget.ts';
import { weigh } from './weigh.ts';

/** A clip that was read, ready for the engine. */
export type ReadClip = {
  /** With symbolic links resolved. */
  file: string;
  parameters: Parameters;
  prompt: Prompt;
  reading: ClipReading;
};

/** Turns a request into a record, in two stages that {@link Scheduler} runs: read, then describe. */
export class ClipDescriber {
  readonly #config: Config;
  readonly #engine: EngineMeter;
  readonly #pool: MediaPool;
  readonly #folders: AllowedFolders;
  readonly #loaded: Promise<void>;

  /** @param loaded resolves when the engine is ready, rejects when it cannot be; clips are read meanwhile */
  constructor(
    config: Config,
    engine: EngineMeter,
    pool: MediaPool,
    folders: AllowedFolders,
    loaded: Promise<void>,
  ) {
    this.#config = config;
    this.#engine = engine;
    this.#pool = pool;
    this.#folders = folders;
    this.#loaded = loaded;
  }

  /** Settles when the clip is read and the engine is loaded. */
  async read(request: DescribeRequest, time: TimeBudget, signal: AbortSignal): Promise<ReadClip> {
    const file = await this.#folders.resolve(request.filename);
    const subtitleFile = await this.#subtitleFileOf(request);
    const parameters = parametersOf({ ...this.#config.describe, ...request });
    // Read again for each clip, so that the prompt sent is the one whose hash the record has.
    const prompt = Prompt.load(this.#config.describe.prompt_file);

    const reading = await time.spend('decode', () =>
      this.#pool.read(
        {
          file,
          subtitleFile,
          fps: parameters.fps,
          maxFrames: parameters.max_frames,
          maxPixels: parameters.max_pixels,
          pictures: this.#engine.engine.needsPictures,
          thumbnail: this.#config.describe.thumbnail_file !== false,
        },
        signal,
      ),
    );
    await this.#untilLoaded(signal);
    return { file, parameters, prompt, reading };
  }

  /** Asks the engine, and composes the record. */
  async describe(
    request: DescribeRequest,
    { file, parameters, prompt, reading }: ReadClip,
    time: TimeBudget,
    signal: AbortSignal,
  ): Promise<VideoDescription> {
    const filename = basename(request.filename);
    const { frames, probe, cues, keywords, fingerprint, subtitles } = reading;
    const measured = measuredOf(reading, cues);
    const words = await time.spend('model', () =>
      this.#engine.describe(
        {
          filename,
          durationSeconds: probe.durationSeconds,
          recorded: probe.recorded,
          frames,
          measured,
          cues,
          keywords,
        },
        {
          maxTokens: parameters.max_tokens,
          temperature: parameters.temperature,
          prompt,
          signal,
        },
      ),
    );
    time.spentOnNetwork(words.networkSeconds ?? 0);
    if (!(await isUnchanged(file, fingerprint))) {
      throw new ClipChangedError(request.filename);
    }
    const { localModel } = this.#engine.engine;
    const choices = weigh(words, measured, probe.durationSeconds);
    const thumbnail = frames[choices.thumbnail]?.thumbnail;
    return composeRecord({
      filename,
      modified: new Date(fingerprint.modified_ms),
      words,
      choices,
      measured,
      analysis: reading,
      fps: parameters.fps,
      seconds: time.seconds,
      thumbnailFile: await this.#writeThumbnail(request.filename, thumbnail),
      provenance: {
        ...recipeOf(this.#config, parameters, prompt),
        // The configuration may leave it to the server.
        model: this.#engine.engine.model,
        clip: fingerprint,
        subtitles,
        frame_times_seconds: frames.map(({ timestampSeconds }) => timestampSeconds),
        ...(localModel !== undefined && { local_model: localModel }),
      },
    });
  }

  /**
   * Beside the clip, whole or not at all, as the last thing before the record goes out: a clip that
   * fails keeps the picture of its old record.
   *
   * @returns its name; `undefined` when it could not be written, which costs no record
   */
  async #writeThumbnail(clip: string, jpeg: Uint8Array | undefined): Promise<string | undefined> {
    const { thumbnail_file: pattern } = this.#config.describe;
    if (pattern === false || jpeg === undefined) {
      return undefined;
    }
    const name = pattern.replaceAll('{stem}', () => basename(clip, extname(clip)));
    try {
      writeAtomically(await this.#folders.beside(clip, name), jpeg);
      return name;
    } catch (error) {
      log(`${clip}: its thumbnail ${name} could not be written: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** @throws DaemonStoppingError when the engine cannot be made ready */
  async #untilLoaded(signal: AbortSignal): Promise<void> {
    try {
      await abortable(this.#loaded, signal);
    } catch {
      signal.throwIfAborted();
      throw new DaemonStoppingError();
    }
  }

  /** The subtitles that the request names; else `<stem><subtitle_suffix>`, else `<stem>.srt`. */
  async #subtitleFileOf({ filename, subtitle_file }: DescribeRequest): Promise<string | undefined> {
    const stem = join(dirname(filename), basename(filename, extname(filename)));
    const beside = [`${stem}${this.#config.subtitle_suffix}`, `${stem}.srt`];
    const file = subtitle_file ?? beside.find((candidate) => existsSync(candidate));
    return file === undefined ? undefined : this.#folders.resolve(file);
  }
}
