import type { LumaFrame } from '../measurements.ts';
import type { Area } from './area.ts';
import { withoutBlurredSides } from './blurred-sides.ts';
import { withoutBorders } from './border.ts';
import { overlaysIn } from './overlays.ts';
import { PixelStatistics } from './pixel-statistics.ts';

/** What of the analysis frames is the picture that was filmed. */
export type ActivePicture = {
  /** In px of the analysis frames: all but bars and frames around the picture. */
  area: Area;
  /**
   * Row by row, for each px of an analysis frame: 1 where the picture is, 0 on bars and their inner edge, and under
   * logos, watermarks and captions that stay in their place while the picture changes.
   */
  shown: Uint8Array;
};

/** In s: what is constant shows in few frames. The first ones must do for what comes soon. */
const FIRST_STEP_SECONDS = 0.25;
const STEP_SECONDS = 0.5;
/** In frames that were looked at. */
const FIRST_FRAMES = 16;

/** In frames that were looked at: fewer cannot tell what is constant. */
const MIN_FRAMES = 3;

/** `soFar` is found anew when so many times as many frames were looked at. */
const MORE = 2;

/** In px: bars and picture are mixed where they meet. */
const EDGE = 1;

/**
 * Finds the active picture of a clip while its analysis frames come in: everything but letterbox, pillarbox, insets,
 * bars for subtitles, blurred bars, logos and watermarks. It judges by what stays in its place while the picture
 * changes, so it knows little before anything has changed.
 */
export class ActivePictureFinder {
  readonly #pixels = new PixelStatistics();
  #last = Number.NEGATIVE_INFINITY;
  #found: { active: ActivePicture; count: number } | undefined;

  /** Takes the analysis frames in the order of time; it looks at four per s, later at two. */
  add(frame: LumaFrame): void {
    const step = this.#pixels.count < FIRST_FRAMES ? FIRST_STEP_SECONDS : STEP_SECONDS;
    if (frame.timestampSeconds - this.#last < step) {
      return;
    }
    this.#last = frame.timestampSeconds;
    this.#pixels.add(frame);
  }

  /** By the frames so far: while they come in, a little behind; all of the picture at first. */
  get soFar(): ActivePicture | undefined {
    const { count } = this.#pixels;
    if (count >= MIN_FRAMES && (!this.#found || count >= this.#found.count * MORE)) {
      this.#found = { active: activeIn(this.#pixels), count };
    }
    return this.#found?.active;
  }

  /** By all frames; nothing for clips that are too short to tell. */
  get final(): ActivePicture | undefined {
    const { count } = this.#pixels;
    if (count >= MIN_FRAMES && this.#found?.count !== count) {
      this.#found = { active: activeIn(this.#pixels), count };
    }
    return this.#found?.active;
  }
}

function activeIn(statistics: PixelStatistics): ActivePicture {
  const pixels = statistics.summary();
  const { width, height } = pixels;
  const plain = withoutBorders(pixels);
  const area = withoutBlurredSides(pixels, plain);
  const overlaid = overlaysIn(pixels, area);
  const shown = new Uint8Array(width * height);
  const fromX = area.left > 0 ? area.left + EDGE : 0;
  const fromY = area.top > 0 ? area.top + EDGE : 0;
  const toX = area.left + area.width < width ? area.left + area.width - EDGE : width;
  const toY = area.top + area.height < height ? area.top + area.height - EDGE : height;
  for (let y = fromY; y < toY; y++) {
    for (let x = fromX; x < toX; x++) {
      const i = y * width + x;
      shown[i] = overlaid[i] === 1 ? 0 : 1;
    }
  }
  return { area, shown };
}
