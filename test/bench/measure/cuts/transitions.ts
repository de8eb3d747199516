import { BLACK, type Colour, mix, type Picture, plain, WHITE } from './picture.ts';
import type { Scene } from './scenes.ts';

export type BoundaryKind = 'cut' | 'dissolve' | 'fade' | 'gap';

/** How one scene becomes the next, from a moment on and over some time, in s. */
export type Transition = {
  kind: BoundaryKind;
  name: string;
  length: number;
  /** @param share of the time that has passed, 0 to 1 */
  at: (from: Picture, to: Picture, share: number) => Picture;
};

export const CUT: Transition = { kind: 'cut', name: 'cut', length: 0, at: (_, to) => to };

export function dissolve(length: number): Transition {
  const at: Transition['at'] = (from, to, share) => mix(from, to, () => share);
  return { kind: 'dissolve', name: `dissolve ${length} s`, length, at };
}

export function fade(length: number, colour: 'black' | 'white'): Transition {
  const blank = colour === 'black' ? BLACK : WHITE;
  return {
    kind: 'fade',
    name: `fade through ${colour} ${length} s`,
    length,
    at: (from, to, share) => {
      const between = plain(from.width, from.height, blank);
      return share < 0.5
        ? mix(from, between, () => 2 * share)
        : mix(between, to, () => 2 * share - 1);
    },
  };
}

export function gap(frames: number, rate: number, colour: Colour = BLACK): Transition {
  return {
    kind: 'gap',
    name: `gap of ${frames}`,
    length: frames / rate,
    at: ({ width, height }) => plain(width, height, colour),
  };
}

/** In which order the places of a picture change: 0 is first, 1 last. */
const ORDERS = {
  right: (x: number) => x,
  left: (x: number) => 1 - x,
  down: (_: number, y: number) => y,
  up: (_: number, y: number) => 1 - y,
  diagonal: (x: number, y: number) => (x + y) / 2,
  iris: (x: number, y: number) => Math.hypot(x - 0.5, y - 0.5) / Math.SQRT1_2,
} as const;

export const WIPES = Object.keys(ORDERS) as (keyof typeof ORDERS)[];

export function wipe(length: number, way: keyof typeof ORDERS): Transition {
  const order = ORDERS[way];
  return {
    kind: 'dissolve',
    name: `wipe ${way} ${length} s`,
    length,
    at: (from, to, share) => mix(from, to, (x, y) => (order(x, y) < share ? 1 : 0)),
  };
}

/** A boundary between two scenes: the time of the first frame that is not of the one, and of the first of the other. */
export type Boundary = { kind: BoundaryKind; start: number; end: number };

/** Scenes one after another, with a transition from each to the next that begins at its moment, in s. */
export function edited(
  scenes: readonly Scene[],
  cuts: readonly { seconds: number; transition: Transition }[],
): { at: Scene; boundaries: Boundary[] } {
  const boundaries = cuts.map(({ seconds, transition: { kind, length } }) => ({
    kind,
    start: seconds,
    end: seconds + length,
  }));
  const at: Scene = (t) => {
    const past = cuts.filter(({ seconds }) => t >= seconds - 1e-6).length;
    const last = cuts[past - 1];
    const now = scenes[past % scenes.length] as Scene;
    const since = t - (last?.seconds ?? 0);
    if (!last || since > last.transition.length - 1e-6) {
      return now(t);
    }
    const before = scenes[(past - 1) % scenes.length] as Scene;
    const { at: picture, length } = last.transition;
    return picture(before(t), now(t), since / length);
  };
  return { at, boundaries };
}
