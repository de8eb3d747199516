import { ANY, between, type Family, panTo, passing, pick, RICH, times } from './plan.ts';
import { VIEWS } from './scenes.ts';
import type { Thing } from './spec.ts';

const STILL = { movement: 'still', path: {}, motions: [] } as const;

/** Something so large that most of what can be seen goes with it. */
export const FILLED: readonly Family[] = [
  {
    name: 'fills the frame',
    plans: (next) =>
      times(18, (i) => {
        const kind = pick(['bus', 'train', 'lorry', 'blob', 'bus', 'hand'] as const, i);
        const width = { bus: 1.3, train: 3.2, lorry: 0.85, blob: 0.7, hand: 0.6 }[kind];
        // In the picture from the first frame to the last.
        const reach = { bus: 0.5, train: 1, lorry: 0.35, blob: 0.25, hand: 0.2 }[kind];
        const sign = i % 2 === 0 ? 1 : -1;
        const from = 0.5 - sign * reach * between(0.5, 1, next());
        const to = 0.5 + sign * reach * between(0.3, 0.9, next());
        const thing: Thing = {
          kind,
          seed: Math.floor(1000 * next()),
          width,
          from: [from, 0.54],
          to: [to, 0.54],
          isPlain: i % 4 === 3,
        };
        return {
          ...STILL,
          scene: pick(ANY, i),
          width: 426,
          height: 240,
          seconds: 2.5,
          things: [thing],
        };
      }),
  },
  {
    name: 'crossed both ways',
    plans: (next) =>
      times(9, (i) => ({
        ...STILL,
        scene: pick(['wall', 'country', 'street', 'mountains', 'room'] as const, i),
        things: times(3, (n) => {
          const thing = passing(between(0.25, 0.5, next()), Math.floor(1000 * next()));
          const start = pick([-0.1, 0.3, 0.7], n);
          const sign = n % 2 === 0 ? 1 : -1;
          return {
            ...thing,
            from: [start, between(0.4, 0.65, next())] as const,
            to: [start + sign * between(0.4, 0.8, next()), 0.55] as const,
          };
        }),
      })),
  },
  {
    name: 'half of it flows',
    plans: () =>
      times(9, (i) => ({
        ...STILL,
        scene: pick(VIEWS, i),
        ambient: pick(['river', 'river', 'drifting clouds'] as const, i),
      })),
  },
  {
    name: 'films himself',
    plans: (next) =>
      times(15, (i) => {
        const at = [between(0.42, 0.58, next()), 0.62] as const;
        const face: Thing = {
          kind: 'face',
          seed: Math.floor(1000 * next()),
          width: between(0.4, 0.62, next()),
          from: at,
          to: at,
          wobble: [between(0.006, 0.02, next()), between(0.5, 1.3, next())],
          isPlain: i % 3 === 2,
        };
        const shake = { percent: between(1.2, 3, next()), hertz: [0.9, 1.9, 3.5] };
        const scene = pick(RICH, i);
        if (i % 3 === 0) {
          return { ...panTo(4 * (i % 2), between(10, 25, next())), scene, things: [face] };
        }
        return i % 3 === 1
          ? { movement: 'random', scene, things: [face], path: { shake } }
          : { ...STILL, scene, things: [face] };
      }),
  },
  {
    name: 'forward, filled',
    plans: (next) =>
      times(9, (i) => {
        const width = pick([0.45, 0.6, 0.75], i);
        const thing = passing(width, Math.floor(1000 * next()));
        return {
          movement: 'moving forward',
          scene: pick(VIEWS, i),
          path: {
            travel: [0, between(3, 9, next())],
            shake: { percent: 0.2, hertz: [0.9, 1.8] },
          },
          things: [thing],
        };
      }),
  },
  {
    name: 'drive in the rain',
    plans: (next) =>
      times(9, (i) => ({
        movement: 'moving forward',
        motions: [],
        scene: pick(VIEWS, i),
        path: {
          travel: [0, between(5, 13, next())],
          shake: { percent: between(0.05, 0.3, next()), hertz: [1.2, 3, 6] },
        },
        overlays: i % 3 === 2 ? ['bonnet', 'time code'] : ['dashboard', 'wiper'],
        covered: between(0.25, 0.42, next()),
        gain: i % 2 === 0 ? [1, 1] : [0.4, 0.4],
      })),
  },
  {
    name: 'little to see',
    plans: (next) =>
      times(12, (i) => {
        const scene = pick(['wall', 'country', 'mountains'] as const, i);
        const common = { scene, noise: pick([2, 6, 10], Math.floor(i / 2)) };
        const things = [passing(between(0.3, 0.6, next()), Math.floor(1000 * next()))];
        return i % 2 === 0
          ? { ...STILL, ...common, things }
          : { ...panTo(4 * (i % 4 === 1 ? 1 : 0), between(8, 20, next())), ...common, things };
      }),
  },
  {
    name: 'shaken, filled',
    plans: (next) =>
      times(12, (i) => {
        const shake = { percent: between(1.2, 3, next()), hertz: [1, 2.2, 4] };
        const thing = passing(pick([0.5, 0.65, 0.8], i), Math.floor(1000 * next()));
        return {
          movement: 'random',
          scene: pick(RICH, i),
          path: { shake },
          things: [i < 6 ? thing : staying(thing, i)],
        };
      }),
  },
  {
    name: 'pan, filled',
    plans: (next) =>
      times(9, (i) => ({
        ...panTo(4 * (i % 2), between(10, 25, next())),
        scene: pick(RICH, i),
        things: [staying(passing(pick([0.5, 0.6, 0.7], i), Math.floor(1000 * next())), i)],
      })),
  },
];

/** Goes slowly, in the picture from the first frame to the last. */
function staying(thing: Thing, i: number): Thing {
  const reach = i % 2 === 0 ? 0.14 : -0.14;
  return { ...thing, from: [0.5 - reach, 0.55], to: [0.5 + reach, 0.5] };
}
