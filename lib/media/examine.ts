import type { Stream } from 'node-av/lib';
import type { FrameFacts } from '../measure/facts.ts';
import { Measures } from '../measure/measures.ts';
import type { Breath } from './breath.ts';
import { type Container, openContainer } from './container.ts';
import { type Care, decode, type Pass, type ShownFrame } from './decode.ts';
import type { Examination, ExaminationRequest, SampledFrame } from './examination.ts';
import { analysisSize, pictureSize, type Size } from './geometry.ts';
import { GlanceMaker } from './glance-maker.ts';
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
  const look = new Look(request, container);
  try {
    const care = careFor(request, container.video);
    const pass = await decode(container, request.file, care, (shown) => look.at(shown), breathe);
    return look.examination(pass);
  } finally {
    look.free();
    container.format.closeInputSync();
  }
}

/** Pictures that are less than half as wide and high as the clip hide the borders of coding blocks. */
function careFor({ pictures, maxPixels }: ExaminationRequest, { codecpar }: Stream): Care {
  const { width } = pictureSize(codecpar, maxPixels);
  return pictures && width > codecpar.width / 2 ? 'for pictures' : 'for measures';
}

/** What is done with the frames that go by. */
class Look {
  readonly #request: ExaminationRequest;
  readonly #container: Container;
  readonly #measures = new Measures();
  readonly #sampling: Sampling<Sample>;
  /** Made for the first frame, which tells the size. */
  #makers: Makers | undefined;
  #measureAt = 0;

  constructor(request: ExaminationRequest, container: Container) {
    this.#request = request;
    this.#container = container;
    this.#sampling = new Sampling({ ...request, claimedSeconds: claimedSeconds(container) });
  }

  at({ frame, startSeconds, endSeconds }: ShownFrame): void {
    this.#makers ??= makersFor(displayOf(this.#container.video, frame), frame, this.#request);
    const makers = this.#makers;
    this.#measures.glance(makers.glance.make(frame, startSeconds));
    if (startSeconds >= this.#measureAt) {
      this.#measureAt = startSeconds + MEASURE_STEP_SECONDS - STEP_TOLERANCE_SECONDS;
      this.#measures.look(makers.luma.make(frame, startSeconds));
    }
    this.#sampling.offer(startSeconds, endSeconds, () => ({
      frame: {
        timestampSeconds: startSeconds,
        ...(makers.jpeg && { picture: makers.jpeg.make(frame) }),
      },
      facts: this.#measures.frameFacts(makers.luma.make(frame, startSeconds)),
    }));
  }

  examination(pass: Pass): Examination {
    if (!this.#makers) {
      throw new Error('a pass without a frame');
    }
    const samples = this.#sampling.samples();
    return {
      probe: probeOf(this.#container, this.#makers.display, pass),
      frames: samples.map(({ frame }) => frame),
      facts: this.#measures.facts(
        pass.durationSeconds,
        samples.map(({ facts }) => facts),
      ),
    };
  }

  free(): void {
    this.#makers?.glance.free();
    this.#makers?.luma.free();
    this.#makers?.jpeg?.free();
  }
}

type Makers = {
  display: Display;
  glance: GlanceMaker;
  luma: LumaMaker;
  jpeg: JpegMaker | undefined;
};

function makersFor(
  display: Display,
  stored: Size,
  { pictures, maxPixels }: ExaminationRequest,
): Makers {
  const { size, orientation } = display;
  return {
    display,
    glance: new GlanceMaker(stored),
    luma: new LumaMaker(analysisSize(size), orientation),
    jpeg: pictures ? new JpegMaker(pictureSize(size, maxPixels), orientation) : undefined,
  };
}
