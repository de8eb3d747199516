import type { Boundary } from './boundary.ts';
import { addChanges, channelsOf } from './change.ts';
import { locatedBy } from './even-growth.ts';
import type { Passage } from './passages.ts';
import { isSameScene } from './same-scene.ts';
import type { SceneFrame } from './scene-frame.ts';

/** In which order the cells of a picture may change: across, down, both diagonals, from the middle. 0 to 1 each. */
const ORDERS: readonly ((x: number, y: number) => number)[] = [
  (x) => x,
  (_, y) => y,
  (x, y) => (x + y) / 2,
  (x, y) => (x + 1 - y) / 2,
  (x, y) => Math.hypot(x - 0.5, y - 0.5) / Math.SQRT1_2,
];

/** How finely the place of the edge is told. */
const BINS = 32;

/**
 * What is left of the difference to both pictures when each cell is compared with the one that it belongs to, as a
 * share of the difference to the picture that fits better as a whole.
 */
const MAX_LEFT = 0.5;
const MAX_LEFT_BESIDE = 0.6;

/** A cell is the one or the other when it differs from that by so much less, and so many are. */
const EITHER = 0.35;
const MIN_EITHER = 0.55;

/** Where the edge is in the middle of a wipe, as a share of its way. */
const [MIN_WAY, MAX_WAY] = [0.2, 0.8];
/** How far the edge must have moved in the quarters before and after. */
const MIN_MOVE = 0.04;

/** Where an edge divides a picture, and how well it does; `isBack` when the new picture comes from the far end. */
type Edge = { order: number; isBack: boolean; way: number; left: number };

/**
 * A wipe: an edge goes over the picture, before it the one picture stands and behind it the other. Recorded as a
 * dissolve, which it is to an editor: the time in which two shots are seen at once.
 */
export function wipeAt(frames: readonly SceneFrame[], passage: Passage): Boundary | undefined {
  const { from, middle, to, pictures } = passage;
  const [before, now, after] = pictures;
  const edge = edgeIn(now, before, after);
  if (!edge || edge.left > MAX_LEFT || edge.way < MIN_WAY || edge.way > MAX_WAY) {
    return undefined;
  }
  const wayIn = (frame: SceneFrame): Edge | undefined => edgeIn(frame, before, after, edge);
  const [early, late] = [(from + middle) >> 1, (middle + to + 1) >> 1].map((i) =>
    wayIn(frames[i] as SceneFrame),
  );
  const isMoving =
    early !== undefined &&
    late !== undefined &&
    early.way <= edge.way - MIN_MOVE &&
    late.way >= edge.way + MIN_MOVE &&
    isClear(early) &&
    isClear(late);
  if (!isMoving || isSameScene(before, after)) {
    return undefined;
  }
  const located = locatedBy(frames, passage, (frame) => wayIn(frame)?.way);
  return located && { ...located, confidence: Math.max(0.5, 1 - edge.left) };
}

/** At its ends a wipe leaves nothing to divide. */
function isClear({ way, left }: Edge): boolean {
  return left <= MAX_LEFT_BESIDE || way < 0.1 || way > 0.9;
}

/** The edge that divides a picture best into the one and the other; in one order when that is known. */
function edgeIn(
  picture: SceneFrame,
  before: SceneFrame,
  after: SceneFrame,
  known?: Pick<Edge, 'order' | 'isBack'>,
): Edge | undefined {
  const [toBefore, toAfter] = [differences(picture, before), differences(picture, after)];
  if (!known && !isEither(toBefore, toAfter)) {
    return undefined;
  }
  const whole = Math.min(sumOf(toBefore), sumOf(toAfter));
  let best: Edge | undefined;
  for (const order of known ? [known.order] : ORDERS.keys()) {
    const bins = binsOf(order, picture.width, picture.height);
    const [ofBefore, ofAfter] = [summed(toBefore, bins), summed(toAfter, bins)];
    for (const isBack of known ? [known.isBack] : [false, true]) {
      const { way, cost } = divided(ofBefore, ofAfter, isBack);
      const left = cost / Math.max(1e-9, whole);
      if (!best || left < best.left) {
        best = { order, isBack, way, left };
      }
    }
  }
  return best;
}

/** Whether most cells are much more like the one picture or the other. */
function isEither(toBefore: Float32Array, toAfter: Float32Array): boolean {
  let count = 0;
  for (let i = 0; i < toBefore.length; i++) {
    const [one, other] = [toBefore[i] as number, toAfter[i] as number];
    count += Math.min(one, other) < EITHER * Math.max(one, other) ? 1 : 0;
  }
  return count >= MIN_EITHER * toBefore.length;
}

function divided(ofBefore: Float64Array, ofAfter: Float64Array, isBack: boolean) {
  let cost = sumOf(ofBefore);
  let [least, way] = [cost, 0];
  for (let n = 0; n < BINS; n++) {
    const bin = isBack ? BINS - 1 - n : n;
    cost += (ofAfter[bin] as number) - (ofBefore[bin] as number);
    if (cost < least) {
      [least, way] = [cost, (n + 1) / BINS];
    }
  }
  return { cost: least, way };
}

/** By how much each cell differs, over all channels. */
function differences(one: SceneFrame, other: SceneFrame): Float32Array {
  const found = new Float32Array(one.width * one.height);
  for (let channel = 0; channel < channelsOf(one, other); channel++) {
    addChanges(found, one.plane(channel), other.plane(channel));
  }
  return found;
}

const known = new Map<string, Uint8Array>();

/** The place of each cell in an order, of `BINS`. */
function binsOf(order: number, width: number, height: number): Uint8Array {
  const key = `${order} ${width}×${height}`;
  let bins = known.get(key);
  if (!bins) {
    bins = new Uint8Array(width * height);
    for (let i = 0; i < bins.length; i++) {
      const [x, y] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
      bins[i] = Math.min(BINS - 1, Math.floor((ORDERS[order]?.(x, y) ?? 0) * BINS));
    }
    if (known.size > 100) {
      known.clear();
    }
    known.set(key, bins);
  }
  return bins;
}

function summed(values: Float32Array, bins: Uint8Array): Float64Array {
  const sums = new Float64Array(BINS);
  for (let i = 0; i < values.length; i++) {
    const bin = bins[i] as number;
    sums[bin] = (sums[bin] as number) + (values[i] as number);
  }
  return sums;
}

function sumOf(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) {
    sum += value;
  }
  return sum;
}
