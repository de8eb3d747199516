import { type Area, inset } from './area.ts';
import { Lines, type Side } from './lines.ts';
import type { PixelSummary } from './pixel-statistics.ts';

/** In levels of luma: what compression leaves of a colour that never changes. */
const MAX_DEVIATION = 1.5;
/** In levels of luma: how far the pixels of one border may be from each other. */
const MAX_DISTANCE = 6;

/** Share of the pixels of a line that never change, and that have the colour of the border. */
const CONSTANT_SHARE = 0.97;
const PLAIN_SHARE = 0.6;

/** Bars for subtitles are black, in levels of luma, and stay so at both ends and between words. */
const BLACK = 20;
const BESIDE_TEXT_SHARE = 0.12;
const END_SHARE = 0.04;

/**
 * Compression makes the edge of the picture ring in the border, over so many lines: there, most pixels are still near
 * the colour of the border.
 */
const MAX_RINGING_LINES = 5;
const RINGING_DEVIATION = 12;
const RINGING_DISTANCE = 15;
const RINGING_SHARE = 0.85;

/** A border may take up to this share of the picture at each side. */
const MAX_SHARE = 0.45;

/**
 * The picture begins along the whole border, in one straight line: where it does, so many of its pixels change, or
 * have another colour. A plain wall ends where the person before it begins, and nowhere else.
 */
const EDGE_SHARE = 0.65;
/** Nor does it leave out more than one of so many parts of the edge, a corner least of all. */
const EDGE_PARTS = 8;
const PART_SHARE = 0.4;
const EDGE_DEVIATION = 2;
const EDGE_DISTANCE = 5;

const SIDES = ['top', 'bottom', 'left', 'right'] as const;
const OPPOSITE: Record<Side, Side> = {
  top: 'bottom',
  bottom: 'top',
  left: 'right',
  right: 'left',
};
/** In px. */
const PAIR_TOLERANCE = 1;

const NO_DEPTHS: Record<Side, number> = { top: 0, bottom: 0, left: 0, right: 0 };

/**
 * Takes away plain borders: of one colour each, constant over time, and with a straight inner edge (letterbox,
 * pillarbox, insets, bars for subtitles).
 */
export function withoutBorders(pixels: PixelSummary): Area {
  const whole: Area = { left: 0, top: 0, width: pixels.width, height: pixels.height };
  const refused = new Set<Side>();
  for (;;) {
    const depths = { ...NO_DEPTHS };
    // Twice, because bars at the sides keep those above and below from being seen, and the other way round.
    for (const side of [...SIDES, ...SIDES]) {
      if (!refused.has(side)) {
        depths[side] += depth(pixels, inset(whole, depths), side);
      }
    }
    const area = inset(whole, depths);
    const wrong = SIDES.filter((side) => {
      // Of two bars alike, one edge is enough: the other may border on what is as dark as the bar.
      const isPair = Math.abs(depths[side] - depths[OPPOSITE[side]]) <= PAIR_TOLERANCE;
      const sides = isPair ? [side, OPPOSITE[side]] : [side];
      return depths[side] > 0 && !sides.some((one) => hasEdge(pixels, area, one));
    });
    if (wrong.length === 0) {
      return area;
    }
    for (const side of wrong) {
      refused.add(side);
    }
  }
}

/** Whether a picture begins all along a side of an area. */
function hasEdge({ width, mean, deviation }: PixelSummary, area: Area, side: Side): boolean {
  const lines = new Lines(area, side, width);
  const outside = medianOf(lines, mean, -1);
  const isPicture = (i: number) =>
    (deviation[i] as number) > EDGE_DEVIATION ||
    Math.abs((mean[i] as number) - outside) > EDGE_DISTANCE;
  // The first line inside may be a mixture of both.
  if (lines.count < 2 || lines.share(1, isPicture) < EDGE_SHARE) {
    return false;
  }
  let parts = 0;
  for (let part = 0; part < EDGE_PARTS; part++) {
    const from = Math.floor((part * lines.length) / EDGE_PARTS);
    const to = Math.floor(((part + 1) * lines.length) / EDGE_PARTS);
    parts += lines.share(1, isPicture, from, to) >= PART_SHARE ? 1 : 0;
  }
  return parts >= EDGE_PARTS - 1;
}

/** How many lines of an area belong to a border at one side. */
function depth(pixels: PixelSummary, area: Area, side: Side): number {
  const { mean, deviation } = pixels;
  const lines = new Lines(area, side, pixels.width);
  const level = medianOf(lines, mean, 0);
  const isConstant = (i: number) => (deviation[i] as number) < MAX_DEVIATION;
  const isPlain = (i: number) =>
    isConstant(i) && Math.abs((mean[i] as number) - level) < MAX_DISTANCE;
  const isNear = (i: number) =>
    (deviation[i] as number) < RINGING_DEVIATION &&
    Math.abs((mean[i] as number) - level) < RINGING_DISTANCE;
  const ends = Math.ceil(END_SHARE * lines.length);
  const isBesideText = (line: number): boolean => {
    for (let position = 0; position < ends; position++) {
      const other = lines.length - 1 - position;
      if (!isNear(lines.at(line, position)) || !isNear(lines.at(line, other))) {
        return false;
      }
    }
    return lines.share(line, isPlain) >= BESIDE_TEXT_SHARE;
  };
  let found = 0;
  for (let line = 0; line < MAX_SHARE * lines.count; line++) {
    const plain = lines.share(line, isPlain);
    if (plain >= PLAIN_SHARE && lines.share(line, isConstant) >= CONSTANT_SHARE) {
      found = line + 1;
    } else if (level > BLACK || !isBesideText(line)) {
      break;
    }
  }
  if (found === 0) {
    return 0;
  }
  const last = Math.min(found + MAX_RINGING_LINES, MAX_SHARE * lines.count);
  while (found < last && lines.share(found, isNear) >= RINGING_SHARE) {
    found++;
  }
  return found;
}

function medianOf(lines: Lines, values: Float32Array, line: number): number {
  const sorted = Array.from(
    { length: lines.length },
    (_, position) => values[lines.at(line, position)] as number,
  ).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
