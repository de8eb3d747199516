import { ANY, between, type Family, kindOf, passing, pick, RICH, times } from './plan.ts';
import { AMBIENTS, OVERLAYS, type Thing } from './spec.ts';

const STILL = { movement: 'still', path: {}, motions: [] } as const;

/** Shares of the frame's width. */
const WIDTHS = [0.1, 0.25, 0.4, 0.6, 0.8, 1.1];

/** Before a camera that does not move. */
export const STILLS: readonly Family[] = [
  {
    name: 'passes',
    plans: (next) =>
      times(18, (i) => {
        const start = between(0, 0.25, next());
        // The background alone is seen before and after.
        const during = [start, between(0.75, 0.95, next())] as const;
        const thing = passing(pick(WIDTHS, i), Math.floor(1000 * next()), during);
        return { ...STILL, scene: pick(ANY, i), things: [thing] };
      }),
  },
  {
    name: 'enters and stops',
    plans: (next) =>
      times(12, (i) => {
        const width = pick([0.1, 0.25, 0.4, 0.6, 0.75], i);
        const thing = passing(width, Math.floor(1000 * next()), [0.1, between(0.4, 0.7, next())]);
        const to = [between(0.35, 0.65, next()), thing.to[1]] as const;
        return { ...STILL, scene: pick(RICH, i + 1), things: [{ ...thing, to }] };
      }),
  },
  {
    name: 'stays and sways',
    plans: (next) =>
      times(12, (i) => {
        const seed = Math.floor(1000 * next());
        const width = pick([0.15, 0.25, 0.4, 0.5, 0.6], i);
        const at = [between(0.4, 0.6, next()), 0.55] as const;
        const thing: Thing = {
          kind: pick(['person', 'blob', 'hand', 'dog'] as const, i),
          seed,
          width,
          from: at,
          to: at,
          wobble: [between(0.01, 0.05, next()), between(0.4, 1.6, next())],
          isPlain: i % 3 === 2,
        };
        return { ...STILL, scene: pick(ANY, i + 3), things: [thing] };
      }),
  },
  {
    name: 'comes near',
    plans: (next) =>
      times(12, (i) => {
        const seed = Math.floor(1000 * next());
        const final = pick([0.25, 0.4, 0.6, 0.8], i);
        const thing: Thing = {
          kind: kindOf(0.1, seed),
          seed,
          width: 0.08,
          grows: final / 0.08,
          from: [between(0.4, 0.6, next()), 0.5],
          to: [between(0.3, 0.7, next()), 0.6],
          isPlain: i % 4 === 3,
        };
        return { ...STILL, scene: pick(RICH, i), things: [thing], name: `to ${final * 100} %` };
      }),
  },
  {
    name: 'crowd',
    plans: (next) =>
      times(8, (i) => ({
        ...STILL,
        scene: pick(['street', 'shop', 'room', 'bricks'] as const, i),
        things: times(3 + i, (n) => ({
          ...passing(between(0.06, 0.2, next()), Math.floor(1000 * next())),
          // Each on its own stretch of the way.
          from: [between(-0.2, 0.9, next()), between(0.5, 0.8, n / 10)] as const,
          to: [between(0.1, 1.2, next()), between(0.5, 0.8, n / 10)] as const,
        })),
      })),
  },
  {
    name: 'fixed',
    plans: (next) =>
      times(9, (i) => ({
        ...STILL,
        scene: pick(ANY, i),
        noise: pick([0, 4, 8, 12], i),
        gain: pick(
          [
            [1, 1],
            [0.2, 0.2],
            [0.5, 1.1],
            [1, 0.35],
          ] as const,
          Math.floor(i / 2),
        ),
        ...(i % 3 === 0 && {
          flicker: { hertz: between(1, 10, next()), depth: between(10, 35, next()) },
        }),
      })),
  },
  {
    name: 'tremor',
    plans: (next) =>
      times(15, (i) => ({
        ...STILL,
        scene: pick(ANY, i),
        noise: pick([1, 3], i),
        path: {
          shake: {
            percent: pick([0.1, 0.25], i),
            hertz: pick([[1], [2.5], [1, 3, 5], [4], [0.5, 1.7, 6]] as const, i),
          },
        },
        ...(i % 4 === 3 && { things: [passing(0.25, Math.floor(1000 * next()))] }),
      })),
  },
  {
    name: 'still under titles',
    plans: (next) =>
      times(12, (i) => ({
        ...STILL,
        scene: pick(RICH, i),
        overlays: [pick(OVERLAYS.slice(0, 7), i)],
        covered: pick([0.25, 0.62], i),
        ...(i % 2 === 0 && {
          things: [passing(pick([0.2, 0.4, 0.6], i / 2), Math.floor(1000 * next()))],
        }),
      })),
  },
  {
    name: 'water, leaves, snow',
    plans: () =>
      times(6, (i) => ({
        ...STILL,
        scene: pick(['mountains', 'country', 'street'] as const, i + Math.floor(i / 3)),
        ambient: pick(AMBIENTS, i),
      })),
  },
];
