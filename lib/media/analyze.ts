import type { Frame } from 'node-av/lib';
import { thumbnailOf } from '../derive/thumbnail.ts';
import { ClipMeter } from '../measure/clip-meter.ts';
import type { LumaFrame } from '../measure/measurements.ts';
import type { LumaGrid } from '../measure/shots/luma-grid.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { AnalysisRequest, ClipAnalysis, SampledFrame } from './clip-analysis.ts';
import { frameRateOf } from './clock.ts';
import { type Container, openContainer } from './container.ts';
import {
  DamagedOnThreadsError,
  decode,
  type FrameSink,
  type Pass,
  type ShownFrame,
} from './decode.ts';
import { claimedSeconds, type Display, displayOf, probeOf } from './probe.ts';
import { ChangeSampling } from './sample/change-sampling.ts';
import { ColourMaker } from './sample/colour.ts';
import { Deinterlacer, isInterlaced } from './sample/deinterlace.ts';
import { analysisSize, pictureSize, type Size, thumbnailSize } from './sample/geometry.ts';
import { JpegMaker } from './sample/jpeg.ts';
import { LumaMaker } from './sample/luma.ts';
import { LumaGridMaker } from './sample/luma-grid.ts';
import { MeasureTimes } from './sample/measure-times.ts';
import { Sampling } from './sample/sampling.ts';
import { type Candidate, chooseFrames } from './sample/select-frames.ts';
import type { SkippedFrames } from './skipping.ts';
import { type Sound, SoundMeter } from './sound/sound.ts';

type Sample = Candidate & { frame: SampledFrame };

/**
 * In s after a cut: late enough for fields of the picture before, and for a flash, to be gone, early
 * enough for the shortest shots.
 */
const OPENING_SECONDS = 0.08;

/** Of a frame: what smaller ones cost is soon spent on handing them from thread to thread. */
const LARGE_PIXELS = 1280 * 720;

/** In measured frames: colours are taken twice a second. */
const COLOUR_EVERY = 5;

/**
 * Decodes a clip once, from beginning to end: probes, samples and measures it in that one pass.
 * @throws ClipMissingError, ClipUnreadableError, NoVideoError, and what `checkpoint` throws
 */
export async function analyze(
  request: AnalysisRequest,
  checkpoint: Checkpoint,
): Promise<ClipAnalysis> {
  try {
    return await analyzeOn(request.threads ?? 1, request, checkpoint);
  } catch (error) {
    if (error instanceof DamagedOnThreadsError) {
      return analyzeOn(1, request, checkpoint);
    }
    throw error;
  }
}

async function analyzeOn(
  threads: number,
  request: AnalysisRequest,
  checkpoint: Checkpoint,
): Promise<ClipAnalysis> {
  const container = await openContainer(request.file);
  const { width, height } = container.video.codecpar;
  const useful = width * height < LARGE_PIXELS ? 1 : threads;
  const frames = new AnalysisPass(request, container);
  const sound = container.sound && SoundMeter.open(container.sound);
  try {
    const pass = await decode(container, request.file, sound, frames, checkpoint, useful);
    return frames.analysis(pass, sound?.sound());
  } finally {
    frames.free();
    sound?.free();
    container.format.closeInputSync();
  }
}

/** Samples and measures the frames of one clip as they are decoded. */
class AnalysisPass implements FrameSink {
  readonly #request: AnalysisRequest;
  readonly #container: Container;
  readonly #meter = new ClipMeter();
  readonly #measureTimes: MeasureTimes;
  readonly #base: Sampling<Sample>;
  readonly #dense: Sampling<Sample>;
  readonly #changes: ChangeSampling<Sample>;
  readonly #openings: Sample[] = [];
  #measured = 0;
  /** How many more frames are interlaced than not: a clip may have both. */
  #interlaced = 0;
  #openingAt = Number.POSITIVE_INFINITY;
  /** Made when the first frame is decoded, because its size is needed. */
  #makers: Makers | undefined;

  constructor(request: AnalysisRequest, container: Container) {
    this.#request = request;
    this.#container = container;
    this.#measureTimes = new MeasureTimes(frameRateOf(container.video));
    const plan = { ...request, claimedSeconds: claimedSeconds(container) };
    this.#base = new Sampling(plan);
    this.#dense = new Sampling({ ...plan, fps: 2 * plan.fps });
    this.#changes = new ChangeSampling({
      gapSeconds: 0.5 / plan.fps,
      most: Math.ceil(plan.maxFrames / 2),
    });
  }

  wants(startSeconds: number, endSeconds: number): boolean {
    return this.#isDue(startSeconds, endSeconds) || this.#meter.isUnstable(startSeconds);
  }

  #isDue(startSeconds: number, endSeconds: number): boolean {
    return (
      this.#measureTimes.isDue(startSeconds, endSeconds) ||
      this.#base.isDue(startSeconds, endSeconds) ||
      this.#dense.isDue(startSeconds, endSeconds)
    );
  }

  take({ frame, startSeconds, endSeconds, skipped }: ShownFrame): void {
    this.#makers ??= makersFor(displayOf(this.#container.video, frame), frame, this.#request);
    const lumaGrid = lumaGridOf(frame, startSeconds, this.#makers);
    if (skipped) {
      this.#takeSkipped(skipped, lumaGrid, this.#makers);
    }
    this.#takeDecoded(frame, lumaGrid, endSeconds, this.#makers);
  }

  /** Skipped frames are needed after all at a cut, and where packets were wrong about their duration. */
  #takeSkipped({ starts, decode }: SkippedFrames, next: LumaGrid, makers: Makers): void {
    const endOf = (index: number): number => starts[index + 1] ?? next.seconds;
    const isNeeded =
      starts.some((start, i) => start >= this.#openingAt || this.#isDue(start, endOf(i))) ||
      this.#meter.isBreak(next);
    if (isNeeded) {
      decode((frame, startSeconds) => {
        const lumaGrid = lumaGridOf(frame, startSeconds, makers);
        this.#takeDecoded(frame, lumaGrid, endOf(starts.indexOf(startSeconds)), makers);
      });
    }
  }

  #takeDecoded(frame: Frame, lumaGrid: LumaGrid, endSeconds: number, makers: Makers): void {
    const startSeconds = lumaGrid.seconds;
    const progressive = makers.deinterlacer.progressive(frame);
    this.#interlaced += isInterlaced(frame) ? 1 : -1;
    if (this.#meter.addLumaGrid(lumaGrid)) {
      this.#openingAt = startSeconds + OPENING_SECONDS;
    }
    let luma: LumaFrame | undefined;
    if (this.#measureTimes.isDue(startSeconds, endSeconds)) {
      luma = makers.luma.make(progressive, startSeconds);
      this.#meter.addFrame(luma);
      if (this.#measured++ % COLOUR_EVERY === 0) {
        this.#meter.addColour(makers.colour.make(progressive));
      }
    }
    let made: Sample | undefined;
    const make = (): Sample => {
      made ??= sampleOf(makers, progressive, luma ?? makers.luma.make(progressive, startSeconds));
      return made;
    };
    this.#base.offer(startSeconds, endSeconds, make);
    this.#dense.offer(startSeconds, endSeconds, make);
    if (startSeconds >= this.#openingAt && this.#openings.length < this.#request.maxFrames) {
      this.#openingAt = Number.POSITIVE_INFINITY;
      this.#openings.push(make());
    }
    if (made) {
      this.#changes.taken(made.luma);
    } else if (luma) {
      this.#changes.offer(luma, this.#dense.nextSeconds, make);
    }
  }

  analysis(pass: Pass, sound: Sound | undefined): ClipAnalysis {
    if (!this.#makers) {
      throw new Error('a pass without a frame');
    }
    const { durationSeconds } = pass;
    const chosen = chooseFrames({
      base: this.#base.samples(),
      dense: this.#dense.samples(),
      others: [...this.#openings, ...this.#changes.samples()],
      shots: this.#meter.shots(durationSeconds),
      maxFrames: this.#request.maxFrames,
      durationSeconds,
    });
    const measurements = this.#meter.measurements(
      durationSeconds,
      chosen.map(({ luma }) => luma),
    );
    const frames = chosen.map(({ frame }) => frame);
    if (!this.#request.pictures) {
      keepOnlyThumbnail(frames, thumbnailOf(measurements, durationSeconds));
    }
    return {
      probe: probeOf(this.#container, this.#makers.display, this.#interlaced >= 0, pass),
      frames,
      measurements,
      unreadable: pass.unreadable,
      ...(sound && { sound: soundOf(sound, pass) }),
    };
  }

  free(): void {
    this.#makers?.deinterlacer.free();
    this.#makers?.lumaGrid.free();
    this.#makers?.luma.free();
    this.#makers?.colour.free();
    this.#makers?.jpeg?.free();
    this.#makers?.thumbnail?.free();
  }
}

/** Nobody but the measures will choose: the others need not go from process to process. */
function keepOnlyThumbnail(frames: SampledFrame[], thumbnail: number): void {
  for (const [index, frame] of frames.entries()) {
    if (index !== thumbnail) {
      delete frame.thumbnail;
    }
  }
}

/** On the clip's clock, which begins with its first frame. */
function soundOf({ loudness, silence, kind }: Sound, { originSeconds, durationSeconds }: Pass) {
  const within = (seconds: number): number =>
    Math.max(0, Math.min(durationSeconds, seconds - originSeconds));
  return {
    ...(loudness !== undefined && { loudness_lufs: loudness }),
    ...(kind && { kind }),
    silence: silence
      .map(({ start_seconds, end_seconds }) => ({
        start_seconds: within(start_seconds),
        end_seconds: within(end_seconds),
      }))
      .filter(({ start_seconds, end_seconds }) => end_seconds > start_seconds),
  };
}

function sampleOf({ jpeg, thumbnail }: Makers, frame: Frame, luma: LumaFrame): Sample {
  return {
    luma,
    frame: {
      timestampSeconds: luma.timestampSeconds,
      ...(jpeg && { picture: jpeg.make(frame) }),
      // Which of them is the thumbnail is known when all of the clip is measured, or a model has seen it.
      ...(thumbnail && { thumbnail: thumbnail.make(frame).jpeg }),
    },
  };
}

function lumaGridOf(frame: Frame, seconds: number, makers: Makers): LumaGrid {
  return makers.lumaGrid.make(makers.deinterlacer.progressive(frame), seconds);
}

type Makers = {
  display: Display;
  deinterlacer: Deinterlacer;
  lumaGrid: LumaGridMaker;
  luma: LumaMaker;
  colour: ColourMaker;
  jpeg: JpegMaker | undefined;
  thumbnail: JpegMaker | undefined;
};

function makersFor(
  display: Display,
  stored: Size,
  { pictures, maxPixels, thumbnail }: AnalysisRequest,
): Makers {
  const { size } = display;
  return {
    display,
    deinterlacer: new Deinterlacer(),
    lumaGrid: new LumaGridMaker(stored, display),
    luma: new LumaMaker(analysisSize(size), display),
    colour: new ColourMaker(size, display),
    jpeg: pictures ? new JpegMaker(pictureSize(size, maxPixels), display) : undefined,
    thumbnail: thumbnail ? new JpegMaker(thumbnailSize(size), display) : undefined,
  };
}
