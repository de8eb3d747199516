import { ANY, between, type Family, passing, pick, RICH, times } from './plan.ts';
import { VIEWS } from './scenes.ts';
import { OVERLAYS } from './spec.ts';

const RANDOM = { movement: 'random' } as const;
const HANDS = [[1, 2, 4], [1.6, 3.3], [0.8, 2.4, 5], [2.5]] as const;

/** Neither fixed nor one way. */
export const RANDOMS: readonly Family[] = [
  {
    name: 'shake',
    plans: () =>
      times(9, (i) => ({
        ...RANDOM,
        motions: [],
        scene: pick(ANY, i),
        path: { shake: { percent: pick([0.6, 1, 1.8, 3, 5], i), hertz: pick(HANDS, i) } },
      })),
  },
  {
    name: 'shake, passed by',
    plans: (next) =>
      times(6, (i) => ({
        ...RANDOM,
        motions: [],
        scene: pick(RICH, i),
        path: { shake: { percent: pick([0.9, 1.8, 3], i), hertz: pick(HANDS, i) } },
        things: [passing(pick([0.1, 0.25, 0.4, 0.6], i), Math.floor(1000 * next()))],
      })),
  },
  {
    name: 'shake under titles',
    plans: (next) =>
      times(9, (i) => ({
        ...RANDOM,
        motions: [],
        scene: pick(RICH, i + 2),
        path: { shake: { percent: between(1, 3, next()), hertz: pick(HANDS, i) } },
        overlays: [pick(OVERLAYS.slice(0, 7), i)],
        covered: 0.25,
      })),
  },
  {
    name: 'shake, badly filmed',
    plans: () =>
      times(6, (i) => ({
        ...RANDOM,
        motions: [],
        scene: pick(RICH, i),
        path: { shake: { percent: pick([1.2, 2, 3.5], i), hertz: pick(HANDS, i) } },
        noise: pick([6, 12], i),
        gain: pick(
          [
            [0.25, 0.25],
            [0.5, 1],
          ] as const,
          i,
        ),
        crf: pick([28, 36], i),
        shutter: i % 2 === 0 ? 0.6 : 0,
      })),
  },
  {
    name: 'pull back',
    plans: (next) =>
      times(12, (i) => ({
        ...RANDOM,
        motions: ['pull back'],
        ...(i % 3 === 2
          ? {
              scene: pick(VIEWS, i),
              path: { travel: [0, -between(1.5, 4, next())] as const },
            }
          : { scene: pick(ANY, i), path: { zoom: pick([-4, -8, -14], i) } }),
        ...(i % 4 === 1 && { things: [passing(0.25, Math.floor(1000 * next()))] }),
      })),
  },
  {
    name: 'roll',
    plans: (next) =>
      times(8, (i) => ({
        ...RANDOM,
        motions: ['roll'],
        scene: pick(RICH, i),
        path: { roll: (i % 2 === 0 ? 1 : -1) * between(6, 25, next()) },
        ...(i % 4 === 3 && { things: [passing(0.2, Math.floor(1000 * next()))] }),
      })),
  },
  {
    name: 'orbit',
    plans: (next) =>
      times(9, (i) => ({
        ...RANDOM,
        also: 'panning',
        motions: ['orbit'],
        scene: pick(VIEWS, i),
        path: {
          orbit: {
            distance: between(4, 7, next()),
            speed: (i % 2 === 0 ? 1 : -1) * between(7, 14, next()),
          },
        },
        things: [
          {
            kind: pick(['person', 'blob', 'person', 'car'] as const, i),
            seed: Math.floor(1000 * next()),
            width: between(0.14, 0.3, next()),
            from: [0.5, 0.6],
            to: [0.5, 0.6],
          },
        ],
      })),
  },
  {
    name: 'to and fro',
    plans: (next) =>
      times(6, (i) => ({
        ...RANDOM,
        scene: pick(RICH, i),
        path: {
          pan: between(12, 30, next()),
          swings: between(0.7, 1.2, next()),
          toward: 90 * (i % 2),
        },
      })),
  },
];
