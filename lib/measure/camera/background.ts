import { BLOCK_SIDE, type Block } from './blocks.ts';
import type { MotionLayer } from './motion-layers.ts';
import type { MotionWindow } from './motion-window.ts';

/**
 * Blocks at the border of the picture count so many times more: what passes is surrounded by what stays. Less so at the
 * bottom, where things are near: what passes, who is followed, and what the camera is mounted on.
 */
const TOP_WEIGHT = 4;
const SIDE_WEIGHT = 2.5;

/** In natural logarithms, per s. A layer that nothing speaks for keeps this share, so that none is infinite. */
const FLOOR = 0.02;
/** The background is hidden when no layer has a greater share. */
const HIDDEN = 0.12;
/** What fills the picture and hides the background moves: so much less likely is it that what rests does. */
const STANDING = 4;
const HIDING = 0.7;
/** In px within a window, and for each 100 % that it grows. */
const MIN_PASSING_PX = 3;
const GROWTH_PX = 40;

/** In natural logarithm of odds per s: things at all depths do not move from one point, or past, by chance. */
const DEPTH = 2;

/** What it costs to go over to blocks that were not background before, in natural logarithm of odds. */
const SWITCH = 3;
/** The same when the background was hidden in between, or at the beginning. */
const UNHIDE = 2.5;
const UNHIDE_FIRST = 0.7;
/** The same when the picture was lost. */
const LOST = 1;
/** Blocks at the edge of a layer go over by chance: with the one share of them it is the same layer, with the other it is not. */
const KEPT = 0.6;
const GONE_OVER = 0.25;
/** With fewer blocks in both windows it is not known. */
const MIN_SAME = 2;
const UNKNOWN_KEPT = 0.35;

/** What each block after the first that went under another layer tells, and the most that a window can tell so. */
const PER_COVERED = 0.4;
const MOST_COVERED = 2;

/** In px: blocks of one window and the next that lie this near show the same. */
const SAME_PX = 1.05 * BLOCK_SIDE;

/** Which layer of each window is the background, and how plain that was; no layer when it is hidden. */
export type Choice = {
  layer: MotionLayer | undefined;
  /** Of the blocks, by weight: those that the layer accounts for, and those of the strongest other. */
  share: number;
  rival: number;
};

type Place = number | undefined;
/** A layer, or none when the background is hidden; with the place at which the camera rested last. */
type State = {
  layer: number;
  place: Place;
  isKnown: boolean;
  score: number;
  before: State | undefined;
};
type WeightOf = (block: Block, window: MotionWindow) => number;

const NONE = -1;

/**
 * Chooses the layer that is the background in all windows at once, by Viterbi's algorithm: one that
 * touches the border and is large, goes under others rather than over them, and consists of the same
 * blocks from window to window. So what is there all the time wins over something large that passes.
 *
 * @param seconds how long a window lasts
 * @param weightOf how much a block counts; 0 for what is no part of the picture
 */
export function chooseBackground(
  windows: readonly MotionWindow[],
  seconds: (window: MotionWindow) => number,
  weightOf: WeightOf,
): Choice[] {
  const shares = windows.map((window) => sharesOf(window, weightOf));
  let states: State[] = [
    { layer: NONE, place: undefined, isKnown: false, score: 0, before: undefined },
  ];
  for (const [w, window] of windows.entries()) {
    const kept = transitions(windows[w - 1], window);
    const lasting = seconds(window);
    const resting = Math.max(
      0,
      ...window.layers.map((layer, k) => (layer.isResting ? (shares[w]?.[k] ?? 0) : 0)),
    );
    const moving = Math.max(
      0,
      ...window.layers.map((layer, k) => (!passes(layer) ? 0 : (shares[w]?.[k] ?? 0))),
    );
    const hidden = states.map((before) => ({
      ...before,
      layer: NONE,
      score: before.score + lasting * (Math.log(HIDDEN) - STANDING * resting + HIDING * moving),
      before,
    }));
    const seen = window.layers.map((layer, k): State => {
      const times = window.covered[k] ?? 0;
      const covered = PER_COVERED * Math.sign(times) * Math.max(0, Math.abs(times) - 1);
      const unary =
        lasting * Math.log((shares[w]?.[k] ?? 0) + FLOOR) +
        Math.max(-MOST_COVERED, Math.min(MOST_COVERED, covered)) +
        (layer.depth ? DEPTH * lasting : 0);
      const cost = (from: State): number => {
        const isBack = layer.isResting && window.place !== undefined && window.place === from.place;
        if (from.layer === NONE) {
          return w === 0 || isBack ? 0 : from.isKnown ? UNHIDE : UNHIDE_FIRST;
        }
        if (!window.isContinued) {
          return isBack ? 0 : LOST;
        }
        return SWITCH * strangeness(kept[from.layer]?.[k] ?? 0);
      };
      const before = best(states, (state) => state.score - cost(state));
      return {
        layer: k,
        place: layer.isResting ? (window.place ?? before.place) : undefined,
        isKnown: true,
        score: before.score - cost(before) + unary,
        before,
      };
    });
    states = [...seen, ...bestOfEachPlace(hidden)];
  }
  return traced(
    windows,
    shares,
    best(states, ({ score }) => score),
  );
}

/** Whether a layer goes rather than grows: what passes and hides does, what a camera travels through does not. */
function passes({ motions, depth }: MotionLayer): boolean {
  const last = motions.findLast((motion) => motion);
  return (
    last !== undefined &&
    !depth &&
    Math.hypot(last.shiftX, last.shiftY) >
      Math.max(MIN_PASSING_PX, GROWTH_PX * Math.abs(last.growth))
  );
}

/** How little a layer has to do with one before, by the share of the blocks that they have in common. */
function strangeness(kept: number): number {
  return 1 - Math.max(0, Math.min(1, (kept - GONE_OVER) / (KEPT - GONE_OVER)));
}

function best(states: readonly State[], scoreOf: (state: State) => number): State {
  return states.reduce((most, state) => (scoreOf(state) > scoreOf(most) ? state : most));
}

function bestOfEachPlace(states: readonly State[]): State[] {
  const places = new Map<Place, State>();
  for (const state of states) {
    if (state.score > (places.get(state.place)?.score ?? Number.NEGATIVE_INFINITY)) {
      places.set(state.place, state);
    }
  }
  return [...places.values()];
}

function traced(
  windows: readonly MotionWindow[],
  shares: readonly number[][],
  last: State,
): Choice[] {
  const choices: Choice[] = [];
  let state: State | undefined = last;
  for (let w = windows.length - 1; w >= 0 && state; w--, state = state.before) {
    const { layer } = state;
    const all = shares[w] ?? [];
    choices.unshift({
      layer: windows[w]?.layers[layer],
      share: all[layer] ?? 0,
      rival: Math.max(0, ...all.filter((_, k) => k !== layer)),
    });
  }
  return choices;
}

/** Of all blocks, by weight. */
function sharesOf(window: MotionWindow, weightOf: WeightOf): number[] {
  const weights = window.blocks.map(
    (block) => weightOf(block, window) * borderWeight(block, window),
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return window.layers.map(({ explained }) => {
    const sum = explained.reduce((total, i) => total + (weights[i] as number), 0);
    return all > 0 ? sum / all : 0;
  });
}

function borderWeight({ x, y }: Block, { width, height }: MotionWindow): number {
  const isAt = (distance: number): boolean => distance < BLOCK_SIDE;
  if (isAt(y)) {
    return TOP_WEIGHT;
  }
  return isAt(height - y - BLOCK_SIDE) || !(isAt(x) || isAt(width - x - BLOCK_SIDE))
    ? 1
    : SIDE_WEIGHT;
}

/** For each layer of one window, the share of its blocks that go on in each layer of the next. */
function transitions(before: MotionWindow | undefined, now: MotionWindow): number[][] {
  if (!before || !now.isContinued) {
    return [];
  }
  return before.layers.map(({ members, depth }) => {
    const going = members.flatMap((i) => {
      const end = before.ends[i];
      const same = end && nearest(now.blocks, end);
      const isInLayer = now.layers.some(({ members: others }) => others.includes(same ?? NONE));
      return same !== undefined && isInLayer ? [same] : [];
    });
    return now.layers.map((layer) => {
      const count = going.filter((i) => layer.members.includes(i)).length;
      // Things at some depths are part of those at all depths, and the other way round.
      const all =
        depth || layer.depth ? Math.min(going.length, layer.members.length) : going.length;
      return all >= MIN_SAME ? count / all : UNKNOWN_KEPT;
    });
  });
}

/** Index of the block that shows most of what a place shows. */
function nearest(blocks: readonly Block[], { x, y }: Block): number | undefined {
  let [best, least]: [number | undefined, number] = [undefined, SAME_PX];
  for (const [i, block] of blocks.entries()) {
    const distance = Math.hypot(block.x - x, block.y - y);
    if (distance < least) {
      [best, least] = [i, distance];
    }
  }
  return best;
}
