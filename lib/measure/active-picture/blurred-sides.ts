import { type Area, inset } from './area.ts';
import { Lines, type Side } from './lines.ts';
import type { PixelSummary } from './pixel-statistics.ts';

/** Share of the picture that each blurred bar takes. */
const MIN_SHARE = 0.06;
const MAX_SHARE = 0.45;

/** In levels of luma: what the seam adds to the blur beside it, along this share of its length. */
const MIN_SEAM = 3;
const SEAM_RATIO = 2.5;
const SEAM_SHARE = 0.7;
/** In px: blur beside a seam is looked at from here to there. */
const BESIDE = { from: 3, to: 6 };

/** Neighbouring pixels of blurred bars differ by less than this share of what they do in the picture. */
const MAX_BLUR = 0.4;

/** In px: how far the two bars may differ. */
const TOLERANCE = 1;

/**
 * Takes away bars at two opposite sides that are made of the picture itself, enlarged and blurred: they change when
 * the picture does, but hold no detail and begin at a straight seam.
 */
export function withoutBlurredSides(pixels: PixelSummary, area: Area): Area {
  const depth = (one: Side, other: Side) => commonDepth(pixels, area, one, other);
  const across = depth('left', 'right');
  if (across > 0) {
    return inset(area, { left: across, right: across, top: 0, bottom: 0 });
  }
  const down = depth('top', 'bottom');
  return inset(area, { left: 0, right: 0, top: down, bottom: down });
}

function commonDepth(pixels: PixelSummary, area: Area, one: Side, other: Side): number {
  const seams = seamsAt(pixels, area, one);
  const opposite = seamsAt(pixels, area, other);
  const common = seams.filter((seam) =>
    opposite.some((line) => Math.abs(line - seam) <= TOLERANCE),
  );
  const found = common.find(
    (seam) => isBlurred(pixels, area, one, seam) && isBlurred(pixels, area, other, seam),
  );
  return found ?? 0;
}

/** Numbers of the lines, from a side inwards, before which something else begins. */
function seamsAt(pixels: PixelSummary, area: Area, side: Side): number[] {
  const lines = new Lines(area, side, pixels.width);
  const steps = side === 'left' || side === 'right' ? pixels.stepX : pixels.stepY;
  // A step belongs to the upper, or left, of its two pixels.
  const isFar = side === 'right' || side === 'bottom';
  const step = (line: number, position: number) =>
    steps[lines.at(isFar ? line : line - 1, position)] as number;
  const beside = (line: number, position: number): number => {
    let sum = 0;
    for (let off = BESIDE.from; off < BESIDE.to; off++) {
      sum += step(line - off, position);
    }
    return sum / (BESIDE.to - BESIDE.from);
  };
  const seams: number[] = [];
  const last = MAX_SHARE * lines.count;
  for (let line = Math.max(BESIDE.to, Math.ceil(MIN_SHARE * lines.count)); line < last; line++) {
    let count = 0;
    for (let position = 0; position < lines.length; position++) {
      // Scaling may spread the seam over two lines.
      const seam = step(line, position) + step(line - 1, position);
      if (seam >= MIN_SEAM) {
        count += seam >= 2 * SEAM_RATIO * beside(line, position) ? 1 : 0;
      }
    }
    if (count >= SEAM_SHARE * lines.length) {
      seams.push(line);
    }
  }
  return seams;
}

function isBlurred(pixels: PixelSummary, area: Area, side: Side, seam: number): boolean {
  const lines = new Lines(area, side, pixels.width);
  const outside = meanStep(pixels, lines, 0, seam - 2);
  const inside = meanStep(pixels, lines, seam + 1, Math.floor(lines.count / 2));
  return outside < MAX_BLUR * inside;
}

function meanStep({ stepX, stepY }: PixelSummary, lines: Lines, from: number, to: number): number {
  let sum = 0;
  for (let line = from; line < to; line++) {
    for (let position = 0; position < lines.length; position++) {
      const i = lines.at(line, position);
      sum += (stepX[i] as number) + (stepY[i] as number);
    }
  }
  return sum / Math.max(1, (to - from) * lines.length);
}
