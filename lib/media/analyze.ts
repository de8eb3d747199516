import type { Frame, Stream } from 'node-av/lib';
import { ClipMeter } from '../measure/clip-meter.ts';
import type { LumaGrid } from '../measure/shots/luma-grid.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { AnalysisRequest, ClipAnalysis, SampledFrame } from './clip-analysis.ts';
import { type Container, openContainer } from './container.ts';
import { decode, type Pass, type ShownFrame, type Viewer } from './decode.ts';
import type { DecodeQuality } from './decoder.ts';
import { claimedSeconds, type Display, displayOf, probeOf } from './probe.ts';
import { analysisSize, pictureSize, type Size } from './sample/geometry.ts';
import { JpegMaker } from './sample/jpeg.ts';
import { LumaMaker } from './sample/luma.ts';
import { LumaGridMaker } from './sample/luma-grid.ts';
import { Sampling } from './sample/sampling.ts';
import { type Candidate, chooseFrames } from './sample/select-frames.ts';
import { type Sound, SoundMeter } from './sound/sound.ts';

/**
 * In s, from one measured frame to the next. At 10 per s, hand shake (2 to 8 Hz) still shows and a
 * quick pan (a frame's width per s) moves by a tenth of the width.
 */
const MEASURE_STEP_SECONDS = 0.1;
/** In s: frames whose times were rounded in the container still count as in step. */
const STEP_TOLERANCE_SECONDS = 0.002;

type Sample = Candidate & { frame: SampledFrame };

/**
 * In s after a cut: late enough for fields of the picture before, and for a flash, to be gone, early
 * enough for the shortest shots.
 */
const OPENING_SECONDS = 0.08;

/**
 * Reads a clip once, from beginning to end, and tells all about it.
 * @throws ClipMissingError, ClipUnreadableError, NoVideoError, and what `checkpoint` throws
 */
export async function analyze(
  request: AnalysisRequest,
  checkpoint: Checkpoint,
): Promise<ClipAnalysis> {
  const container = await openContainer(request.file);
  const look = new AnalysisPass(request, container);
  const meter = container.sound && SoundMeter.open(container.sound);
  try {
    const quality = qualityFor(request, container.video);
    const pass = await decode(container, request.file, quality, meter, look, checkpoint);
    return look.analysis(pass, meter?.sound());
  } finally {
    look.free();
    meter?.free();
    container.format.closeInputSync();
  }
}

/** Pictures that are less than half as wide and high as the clip hide the borders of coding blocks. */
function qualityFor({ pictures, maxPixels }: AnalysisRequest, { codecpar }: Stream): DecodeQuality {
  const { width } = pictureSize(codecpar, maxPixels);
  return pictures && width > codecpar.width / 2 ? 'for pictures' : 'for measures';
}

/** What is done with the frames that go by. */
class AnalysisPass implements Viewer {
  readonly #request: AnalysisRequest;
  readonly #container: Container;
  readonly #measures = new ClipMeter();
  readonly #base: Sampling<Sample>;
  readonly #dense: Sampling<Sample>;
  readonly #openings: Sample[] = [];
  #openingAt = Number.POSITIVE_INFINITY;
  /** Made for the first frame, which tells the size. */
  #makers: Makers | undefined;
  #measureAt = 0;

  constructor(request: AnalysisRequest, container: Container) {
    this.#request = request;
    this.#container = container;
    const plan = { ...request, claimedSeconds: claimedSeconds(container) };
    this.#base = new Sampling(plan);
    this.#dense = new Sampling({ ...plan, fps: 2 * plan.fps });
  }

  wants(startSeconds: number, endSeconds: number): boolean {
    return (
      this.#base.isDue(startSeconds, endSeconds) ||
      this.#dense.isDue(startSeconds, endSeconds) ||
      this.#measures.isUnstable(startSeconds)
    );
  }

  see({ frame, startSeconds, endSeconds, leftOut }: ShownFrame): void {
    this.#makers ??= makersFor(displayOf(this.#container.video, frame), frame, this.#request);
    const makers = this.#makers;
    const glance = makers.glance.make(frame, startSeconds);
    if (leftOut && this.#measures.isBreak(glance)) {
      leftOut.see((between) => {
        this.#glance(makers.glance.make(between, leftOut.startSeconds));
      });
    }
    this.#glance(glance);
    if (startSeconds >= this.#measureAt) {
      this.#measureAt = startSeconds + MEASURE_STEP_SECONDS - STEP_TOLERANCE_SECONDS;
      this.#measures.look(makers.luma.make(frame, startSeconds));
    }
    let made: Sample | undefined;
    const make = (): Sample => {
      made ??= this.#sample(makers, frame, startSeconds);
      return made;
    };
    this.#base.offer(startSeconds, endSeconds, make);
    this.#dense.offer(startSeconds, endSeconds, make);
    if (startSeconds >= this.#openingAt && this.#openings.length < this.#request.maxFrames) {
      this.#openingAt = Number.POSITIVE_INFINITY;
      this.#openings.push(make());
    }
  }

  #glance(glance: LumaGrid): void {
    if (this.#measures.glance(glance)) {
      this.#openingAt = glance.seconds + OPENING_SECONDS;
    }
  }

  #sample({ luma, jpeg }: Makers, frame: Frame, timestampSeconds: number): Sample {
    return {
      luma: luma.make(frame, timestampSeconds),
      frame: { timestampSeconds, ...(jpeg && { picture: jpeg.make(frame) }) },
    };
  }

  analysis(pass: Pass, heard: Sound | undefined): ClipAnalysis {
    if (!this.#makers) {
      throw new Error('a pass without a frame');
    }
    const { durationSeconds } = pass;
    const chosen = chooseFrames({
      base: this.#base.samples(),
      dense: this.#dense.samples(),
      openings: this.#openings,
      shots: this.#measures.shots(durationSeconds),
      maxFrames: this.#request.maxFrames,
      durationSeconds,
    });
    return {
      probe: probeOf(this.#container, this.#makers.display, pass),
      frames: chosen.map(({ frame }) => frame),
      facts: this.#measures.facts(
        durationSeconds,
        chosen.map(({ luma }) => luma),
      ),
      unreadable: pass.unreadable,
      ...(heard && { sound: soundOf(heard, pass) }),
    };
  }

  free(): void {
    this.#makers?.glance.free();
    this.#makers?.luma.free();
    this.#makers?.jpeg?.free();
  }
}

/** On the clip's clock, which begins with its first frame. */
function soundOf({ loudness, silence }: Sound, { originSeconds, durationSeconds }: Pass) {
  const within = (seconds: number): number =>
    Math.max(0, Math.min(durationSeconds, seconds - originSeconds));
  return {
    ...(loudness !== undefined && { loudness_lufs: loudness }),
    silence: silence
      .map(({ start_seconds, end_seconds }) => ({
        start_seconds: within(start_seconds),
        end_seconds: within(end_seconds),
      }))
      .filter(({ start_seconds, end_seconds }) => end_seconds > start_seconds),
  };
}

type Makers = {
  display: Display;
  glance: LumaGridMaker;
  luma: LumaMaker;
  jpeg: JpegMaker | undefined;
};

function makersFor(
  display: Display,
  stored: Size,
  { pictures, maxPixels }: AnalysisRequest,
): Makers {
  const { size, orientation } = display;
  return {
    display,
    glance: new LumaGridMaker(stored),
    luma: new LumaMaker(analysisSize(size), orientation),
    jpeg: pictures ? new JpegMaker(pictureSize(size, maxPixels), orientation) : undefined,
  };
}
