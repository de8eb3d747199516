import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Config } from '../config.ts';
import type { VideoDescription } from '../description.ts';
import type { Engine } from '../engines/engine.ts';
import { ClipChangedError, ClipUnreadableError, SubtitlesUnreadableError } from '../errors.ts';
import { fingerprintOf, isUnchanged } from '../fingerprint.ts';
import type { MediaPool } from '../media/pool.ts';
import { readSubtitles } from '../prompt/transcript.ts';
import { type Parameters, recipeOf } from '../provenance.ts';
import type { DescribeRequest } from '../wire.ts';
import type { AllowedFolders } from './guard.ts';
import { composeRecord, measuredOf } from './record.ts';
import { Slots } from './slots.ts';

/** From a request to a record. While the engine works on one clip, the next are decoded. */
export class ClipDescriber {
  readonly #config: Config;
  readonly #engine: Engine;
  readonly #pool: MediaPool;
  readonly #folders: AllowedFolders;
  readonly #engineSlots: Slots;

  constructor(config: Config, engine: Engine, pool: MediaPool, folders: AllowedFolders) {
    this.#config = config;
    this.#engine = engine;
    this.#pool = pool;
    this.#folders = folders;
    this.#engineSlots = new Slots(engine.slots);
  }

  /** @throws the errors of each step; all are this clip's alone */
  async describe(request: DescribeRequest, signal: AbortSignal): Promise<VideoDescription> {
    const started = performance.now();
    const file = await this.#folders.resolve(request.filename);
    if (!statSync(file).isFile()) {
      throw new ClipUnreadableError(request.filename, 'it is not a file');
    }
    const subtitleFile = await this.#subtitleFileOf(request);
    if (subtitleFile !== undefined && !statSync(subtitleFile).isFile()) {
      throw new SubtitlesUnreadableError(subtitleFile, 'it is not a file');
    }
    const parameters = this.#parametersOf(request);

    // Taken before the clip is read and compared after: a clip that was still being written must
    // not get a record that looks up to date.
    const clip = await fingerprintOf(file, signal);
    const subtitles = subtitleFile === undefined ? null : await fingerprintOf(subtitleFile, signal);
    const examination = await this.#pool.examine(
      {
        file,
        fps: parameters.fps,
        maxFrames: parameters.max_frames,
        maxPixels: parameters.max_pixels,
        pictures: this.#engine.needsPictures,
      },
      signal,
    );
    const cues = subtitleFile === undefined ? [] : await readSubtitles(subtitleFile);
    const measured = measuredOf(examination, cues);
    const words = await this.#engineSlots.run(
      () =>
        this.#engine.describe(
          {
            filename: basename(request.filename),
            durationSeconds: examination.probe.durationSeconds,
            frames: examination.frames,
            measured,
            cues,
          },
          { maxTokens: parameters.max_tokens, temperature: parameters.temperature, signal },
        ),
      signal,
    );
    if (!(await isUnchanged(file, clip))) {
      throw new ClipChangedError(request.filename);
    }
    return composeRecord({
      filename: basename(request.filename),
      modified: new Date(clip.modified_ms),
      words,
      measured,
      examination,
      seconds: (performance.now() - started) / 1000,
      provenance: {
        ...recipeOf(this.#config, parameters),
        clip,
        subtitles,
        frame_times_seconds: examination.frames.map(({ timestampSeconds }) => timestampSeconds),
      },
    });
  }

  #parametersOf(request: DescribeRequest): Parameters {
    const { fps, max_pixels, max_frames, max_tokens, temperature } = this.#config.describe;
    return {
      fps: request.fps ?? fps,
      max_pixels: request.max_pixels ?? max_pixels,
      max_frames: request.max_frames ?? max_frames,
      max_tokens: request.max_tokens ?? max_tokens,
      temperature: request.temperature ?? temperature,
    };
  }

  /** The subtitles that were named; else `<stem><subtitle_suffix>`, else `<stem>.srt`. */
  async #subtitleFileOf({ filename, subtitle_file }: DescribeRequest): Promise<string | undefined> {
    const stem = join(dirname(filename), basename(filename, extname(filename)));
    const beside = [`${stem}${this.#config.subtitle_suffix}`, `${stem}.srt`];
    const file = subtitle_file ?? beside.find((candidate) => existsSync(candidate));
    return file === undefined ? undefined : this.#folders.resolve(file);
  }
}
