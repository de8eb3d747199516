import { DIRECTIONS } from '../../../../lib/record/schema.ts';
import type { Next } from './paint.ts';
import { SCENES, type SceneName } from './scenes.ts';
import { type Film, KINDS, type Kind, type Labelled, type Thing } from './spec.ts';

/** A clip as its family words it; what it leaves out is drawn by lot. */
export type Plan = Pick<Labelled, 'movement'> &
  Partial<Pick<Labelled, 'also' | 'direction' | 'motions' | 'name'>> &
  Partial<Omit<Film, 'seed'>>;

/** Plans of one kind, from as many lots as are needed. */
export type Family = { name: string; plans: (next: Next) => Plan[] };

export function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

export function pick<T>(list: readonly T[], i: number): T {
  return list[((i % list.length) + list.length) % list.length] as T;
}

/** From `low` to `high`. */
export function between(low: number, high: number, share: number): number {
  return low + (high - low) * share;
}

/** Surfaces with detail everywhere. */
export const RICH = ['foliage', 'shop', 'posters', 'street', 'room', 'mountains'] as const;
export const ANY: readonly SceneName[] = SCENES;

/** A pan of so many % of the width per s towards an eighth. */
export function panTo(
  eighth: number,
  speed: number,
): Pick<Plan, 'movement' | 'direction' | 'path'> {
  return {
    movement: 'panning',
    direction: pick(DIRECTIONS, eighth),
    path: { pan: speed, toward: (eighth % 8) * 45 },
  };
}

/** A thing of that width that crosses the frame, wholly outside at the start and at the end. */
export function passing(
  width: number,
  seed: number,
  during: readonly [number, number] = [0, 1],
): Thing {
  const way = 0.5 + width / 2 + 0.03;
  const sign = seed % 2 === 0 ? 1 : -1;
  const y = 0.5 + ((seed % 5) - 2) * 0.05;
  return {
    kind: kindOf(width, seed),
    seed,
    width,
    from: [0.5 - sign * way, y],
    to: [0.5 + sign * way, y],
    during,
    isPlain: seed % 3 === 0,
  };
}

export function kindOf(width: number, seed: number): Kind {
  return pick(width < 0.2 ? (['person', 'dog', 'car'] as const) : KINDS, seed);
}
