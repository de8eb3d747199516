import { FILLED } from './filled.ts';
import { FORWARDS } from './forwards.ts';
import { numbers } from './paint.ts';
import { PANS } from './pans.ts';
import { type Family, type Plan, pick } from './plan.ts';
import { RANDOMS } from './randoms.ts';
import type { Labelled } from './spec.ts';
import { STILLS } from './stills.ts';

/** px; most are small, for a bench that is soon done. */
const SIZES = [
  [426, 240],
  [320, 240],
  [426, 240],
  [240, 426],
  [384, 216],
  [426, 240],
  [426, 182],
  [640, 360],
] as const;
const LARGE = [1280, 720] as const;
const LARGE_EVERY = 43;
const RATES = [25, 30, 12, 24, 50, 25, 15, 60, 30, 24, 12.5, 30];
const SECONDS = [2, 2.5, 3, 2];
const QUALITIES = [18, 23, 23, 28, 33];
const NOISES = [0, 1, 2, 2, 3, 5];

/** All labelled clips. Which third is held back was drawn by lot before any was measured. */
export function labelled(): Labelled[] {
  return [...STILLS, ...PANS, ...FORWARDS, ...RANDOMS, ...FILLED].flatMap(ofFamily);
}

function ofFamily(family: Family, f: number): Labelled[] {
  const plans = family.plans(numbers(f, 14));
  const lots = numbers(f, 1400);
  let heldOfThree = 0;
  return plans.map((plan, i) => {
    if (i % 3 === 0) {
      heldOfThree = Math.floor(3 * lots());
    }
    const part = i % 3 === heldOfThree ? 'held' : 'tuned';
    return { ...filled(family.name, plan, 100 * f + i, i), part };
  });
}

function filled(family: string, plan: Plan, seed: number, i: number): Omit<Labelled, 'part'> {
  const lots = numbers(seed, 77);
  const isLarge = seed % LARGE_EVERY === LARGE_EVERY - 1;
  const [width, height] = isLarge ? LARGE : pick(SIZES, Math.floor(8 * lots()));
  const rate = isLarge ? 15 : pick(RATES, Math.floor(12 * lots()));
  const film = {
    width,
    height,
    rate,
    seconds: pick(SECONDS, Math.floor(4 * lots())),
    crf: pick(QUALITIES, Math.floor(5 * lots())),
    scene: 'foliage' as const,
    things: [],
    overlays: [],
    noise: pick(NOISES, Math.floor(6 * lots())),
    gain: [1, 1] as const,
    shutter: 0,
    path: {},
    ...plan,
    seed,
  };
  const objectWidth = Math.max(
    0,
    ...film.things.map(({ width: share, grows = 1 }) => share * grows),
  );
  const about = [
    family,
    `${i + 1}`,
    plan.name,
    plan.direction,
    film.path.pan && `${film.path.pan.toFixed(0)} %/s`,
    film.path.zoom && `${film.path.zoom.toFixed(0)} %/s`,
    film.path.shake && `shake ${film.path.shake.percent.toFixed(2)} %`,
    objectWidth > 0 && `${film.things[0]?.kind} ${Math.round(100 * objectWidth)} %`,
    ...film.overlays,
    film.ambient,
    film.scene,
    `${film.width}×${film.height}`,
    `${film.rate} fps`,
    `noise ${film.noise}`,
    `crf ${film.crf}`,
  ];
  return { ...film, family, objectWidth, name: about.filter(Boolean).join(', ') };
}
