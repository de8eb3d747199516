import type { Frame } from 'node-av/lib';
import type { FrameFacts } from '../measure/facts.ts';
import { Measures } from '../measure/measures.ts';
import type { Breath } from './breath.ts';
import { type Container, openContainer } from './container.ts';
import { decode, type ShownFrame } from './decode.ts';
import type { Examination, ExaminationRequest, SampledFrame } from './examination.ts';
import { analysisSize, pictureSize } from './geometry.ts';
import { JpegMaker } from './jpeg.ts';
import { LumaMaker } from './luma.ts';
import { claimedSeconds, type Display, displayOf, probeOf } from './probe.ts';
import { Sampling } from './sampling.ts';

/**
 * In s, from one measured frame to the next. At 10 per s, hand shake (2 to 8 Hz) still shows and a
 * quick pan (a frame's width per s) moves by a tenth of the width.
 */
const MEASURE_STEP_SECONDS = 0.1;
/** In s: frames whose times were rounded in the container still count as in step. */
const STEP_TOLERANCE_SECONDS = 0.002;

type Sample = { frame: SampledFrame; facts: FrameFacts };

/**
 * Reads a clip once, from beginning to end, and tells all about it.
 * @throws ClipMissingError, ClipUnreadableError, NoVideoError, and what `breathe` throws
 */
export async function examine(request: ExaminationRequest, breathe: Breath): Promise<Examination> {
  const container = await openContainer(request.file);
  let look: Look | undefined;
  try {
    const onFrame = (shown: ShownFrame): void => {
      look ??= new Look(request, container, displayOf(container.video, shown.frame));
      look.at(shown);
    };
    const pass = await decode(container, request.file, onFrame, breathe);
    // decode() hands over one frame at least, or throws.
    const { display, samples, measures } = look as unknown as Look;
    return {
      probe: probeOf(container, display, pass),
      frames: samples.map(({ frame }) => frame),
      facts: measures.facts(
        pass.durationSeconds,
        samples.map(({ facts }) => facts),
      ),
    };
  } finally {
    look?.free();
    container.format.closeInputSync();
  }
}

/** What is done with the frames that go by. */
class Look {
  readonly display: Display;
  readonly measures = new Measures();
  readonly #sampling: Sampling<Sample>;
  readonly #lumaMaker: LumaMaker;
  readonly #jpegMaker: JpegMaker | undefined;
  #measureAt = 0;

  constructor(request: ExaminationRequest, container: Container, display: Display) {
    const { size, orientation } = display;
    this.display = display;
    this.#sampling = new Sampling({ ...request, claimedSeconds: claimedSeconds(container) });
    this.#lumaMaker = new LumaMaker(analysisSize(size), orientation);
    this.#jpegMaker = request.pictures
      ? new JpegMaker(pictureSize(size, request.maxPixels), orientation)
      : undefined;
  }

  get samples(): Sample[] {
    return this.#sampling.samples();
  }

  at({ frame, startSeconds, endSeconds }: ShownFrame): void {
    if (startSeconds >= this.#measureAt) {
      this.#measureAt = startSeconds + MEASURE_STEP_SECONDS - STEP_TOLERANCE_SECONDS;
      this.measures.look(this.#lumaMaker.make(frame, startSeconds));
    }
    this.#sampling.offer(startSeconds, endSeconds, () => this.#sample(frame, startSeconds));
  }

  #sample(frame: Frame, timestampSeconds: number): Sample {
    return {
      frame: {
        timestampSeconds,
        ...(this.#jpegMaker && { picture: this.#jpegMaker.make(frame) }),
      },
      facts: this.measures.frameFacts(this.#lumaMaker.make(frame, timestampSeconds)),
    };
  }

  free(): void {
    this.#lumaMaker.free();
    this.#jpegMaker?.free();
  }
}
