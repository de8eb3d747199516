import { ANY, between, type Family, panTo, passing, pick, RICH, times } from './plan.ts';
import { OVERLAYS, type Thing } from './spec.ts';

/** The camera turns, or goes, one way. */
export const PANS: readonly Family[] = [
  {
    name: 'pan',
    plans: () =>
      times(12, (i) => {
        const speed = pick([2.5, 5, 9, 16, 30, 60], i);
        // Up or down so far there are only surfaces.
        const isLevel = i % 4 === 0;
        const scene = isLevel ? pick(ANY, i / 2) : pick(['foliage', 'shop', 'posters'] as const, i);
        const eighth = speed === 60 || isLevel ? 4 * (i % 2) : i;
        return {
          ...panTo(eighth, speed),
          scene,
          motions: eighth % 4 === 2 ? ['tilt'] : eighth % 4 === 0 ? [] : undefined,
          shutter: speed >= 16 ? 0.5 : 0,
        };
      }),
  },
  {
    name: 'tilt',
    plans: () =>
      times(8, (i) => ({
        ...panTo(i % 2 === 0 ? 2 : 6, pick([4, 8, 12], i)),
        scene: pick(['street', 'room', 'mountains', 'bricks'] as const, i),
        motions: ['tilt'],
        ...(i % 4 === 3 && { things: [passing(0.25, 40 + i)] }),
      })),
  },
  {
    name: 'pan, passed by',
    plans: (next) =>
      times(15, (i) => ({
        ...panTo(i % 3 === 2 ? 2 * i : 4 * (i % 2), between(6, 22, next())),
        scene: pick(RICH.slice(0, 3), i),
        things: [passing(pick([0.1, 0.25, 0.4, 0.6, 0.8], i), Math.floor(1000 * next()))],
      })),
  },
  {
    name: 'follows',
    plans: (next) =>
      times(12, (i) => {
        const at = [between(0.42, 0.58, next()), 0.56] as const;
        const thing: Thing = {
          kind: pick(['person', 'car', 'dog', 'blob'] as const, i),
          seed: Math.floor(1000 * next()),
          width: pick([0.15, 0.25, 0.4, 0.55], Math.floor(i / 2)),
          from: at,
          to: [at[0] + between(-0.05, 0.05, next()), at[1]],
          wobble: [0.006, 1.8],
          isPlain: i % 3 === 1,
        };
        return {
          ...panTo(4 * (i % 2), between(9, 35, next())),
          scene: pick(ANY, i),
          motions: undefined,
          things: [thing],
          shutter: i % 3 === 0 ? 0.5 : 0,
        };
      }),
  },
  {
    name: 'pan under titles',
    plans: (next) =>
      times(14, (i) => ({
        ...panTo(4 * (i % 2) + (i % 3 === 0 ? 2 : 0), between(7, 24, next())),
        scene: pick(RICH.slice(0, 3), i),
        overlays: [pick(OVERLAYS.slice(0, 7), i)],
        covered: pick([0.25, 0.62], Math.floor(i / 7)),
      })),
  },
  {
    name: 'pan, badly filmed',
    plans: (next) =>
      times(12, (i) => ({
        ...panTo(4 * (i % 2), between(6, 25, next())),
        scene: pick(ANY, i),
        noise: pick([5, 8, 12], i),
        gain: pick(
          [
            [0.25, 0.25],
            [1, 1],
            [0.4, 1.1],
          ] as const,
          i + Math.floor(i / 3),
        ),
        crf: pick([28, 33, 38], i),
        shutter: i % 2 === 0 ? 0.7 : 0,
      })),
  },
  {
    name: 'unsteady pan',
    plans: (next) =>
      times(9, (i) => {
        const plan = panTo(4 * (i % 2), between(10, 25, next()));
        return {
          ...plan,
          scene: pick(ANY, i),
          path: { ...plan.path, shake: { percent: between(0.3, 0.9, next()), hertz: [0.8, 2, 4] } },
          ...(i % 3 === 0 && { things: [passing(0.3, Math.floor(1000 * next()))] }),
        };
      }),
  },
  {
    name: 'goes beside',
    plans: (next) =>
      times(12, (i) => {
        const sign = i % 2 === 0 ? 1 : -1;
        const at = [between(0.4, 0.6, next()), 0.62] as const;
        const walker: Thing = {
          kind: pick(['person', 'dog', 'person', 'car'] as const, i),
          seed: Math.floor(1000 * next()),
          width: pick([0.15, 0.22, 0.3], i),
          from: at,
          to: at,
          wobble: [0.006, 1.9],
        };
        return {
          movement: 'panning',
          direction: sign > 0 ? 'right' : 'left',
          motions: ['tracking'],
          scene: pick(['country', 'mountains', 'street'] as const, i),
          path: {
            travel: [sign * between(1.2, 2.6, next()), 0],
            shake: { percent: between(0.05, 0.3, next()), hertz: [0.9, 1.8] },
          },
          things: i % 4 === 3 ? [] : [walker],
        };
      }),
  },
];
