import { ANY, between, type Family, passing, pick, RICH, times } from './plan.ts';
import { VIEWS } from './scenes.ts';
import { OVERLAYS } from './spec.ts';

const FORWARD = { movement: 'moving forward' } as const;

/** The picture grows. */
export const FORWARDS: readonly Family[] = [
  {
    name: 'zoom in',
    plans: () =>
      times(10, (i) => ({
        ...FORWARD,
        motions: ['zoom'],
        scene: pick(ANY, i),
        path: { zoom: pick([4, 7, 12, 20, 30], i) },
      })),
  },
  {
    name: 'walk',
    plans: (next) =>
      times(9, (i) => ({
        ...FORWARD,
        motions: [],
        scene: pick(VIEWS, i),
        path: {
          travel: [0, between(1.3, 2.8, next())],
          shake: { percent: between(0.2, 0.7, next()), hertz: [0.9, 1.8, 3.5] },
        },
      })),
  },
  {
    name: 'drive',
    plans: (next) =>
      times(15, (i) => ({
        ...FORWARD,
        motions: [],
        scene: pick(VIEWS, i),
        path: {
          travel: [0, between(4, 13, next())],
          shake: { percent: between(0.05, 0.3, next()), hertz: [1.2, 3, 6] },
        },
        // Half of them are filmed from the driver's place.
        ...(i % 2 === 1 && {
          overlays: [pick(['dashboard', 'bonnet'] as const, (i - 1) / 2)],
          covered: between(0.25, 0.45, next()),
        }),
        shutter: i % 4 === 0 ? 0.5 : 0,
      })),
  },
  {
    name: 'forward, passed by',
    plans: (next) =>
      times(12, (i) => {
        const thing = passing(pick([0.1, 0.25, 0.4, 0.6], i), Math.floor(1000 * next()));
        return i % 2 === 0
          ? {
              ...FORWARD,
              scene: pick(VIEWS, i / 2),
              path: {
                travel: [0, between(2, 8, next())] as const,
                shake: { percent: 0.3, hertz: [0.9, 1.8] },
              },
              things: [thing],
            }
          : {
              ...FORWARD,
              scene: pick(RICH, i),
              path: { zoom: between(8, 20, next()) },
              things: [thing],
            };
      }),
  },
  {
    name: 'follows ahead',
    plans: (next) =>
      times(8, (i) => {
        const at = [between(0.42, 0.58, next()), 0.62] as const;
        return {
          ...FORWARD,
          scene: pick(VIEWS, i),
          path: {
            travel: [0, between(1.8, 6, next())],
            shake: { percent: between(0.1, 0.5, next()), hertz: [0.9, 1.8, 3] },
          },
          things: [
            {
              kind: pick(['person', 'car', 'dog', 'person'] as const, i),
              seed: Math.floor(1000 * next()),
              width: pick([0.1, 0.18, 0.28, 0.38], Math.floor(i / 2)),
              from: at,
              to: at,
              wobble: [0.006, 1.8],
            },
          ],
        };
      }),
  },
  {
    name: 'forward under titles',
    plans: (next) =>
      times(14, (i) => ({
        ...FORWARD,
        overlays: [pick(OVERLAYS.slice(0, 7), i)],
        covered: pick([0.25, 0.62], Math.floor(i / 7)),
        ...(i % 2 === 0
          ? { scene: pick(RICH, i), path: { zoom: between(7, 20, next()) } }
          : {
              scene: pick(VIEWS, i),
              path: {
                travel: [0, between(2, 10, next())],
                shake: { percent: 0.2, hertz: [0.9, 1.8] },
              },
            }),
      })),
  },
  {
    name: 'forward, badly filmed',
    plans: (next) =>
      times(8, (i) => ({
        ...FORWARD,
        noise: pick([5, 8, 12], i),
        crf: pick([28, 33, 38], i + 1),
        gain: pick(
          [
            [0.25, 0.25],
            [1, 1],
            [0.5, 1.1],
          ] as const,
          i,
        ),
        ...(i % 2 === 0
          ? { scene: pick(RICH, i), path: { zoom: between(9, 22, next()) } }
          : { scene: pick(VIEWS, i), path: { travel: [0, between(3, 10, next())] } }),
      })),
  },
];
