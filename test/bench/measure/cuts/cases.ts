import { random } from '../../../support/luma.ts';
import { OVERLAYS, type Overlay } from './overlays.ts';
import type { Picture } from './picture.ts';
import { evenScene, type Scene, type Size, scene } from './scenes.ts';
import {
  type Boundary,
  CUT,
  dissolve,
  edited,
  fade,
  gap,
  type Transition,
  WIPES,
  wipe,
} from './transitions.ts';
import { DISTURBANCES, UNCUT } from './uncut.ts';

/** A generated clip and where its scenes change. */
export type CutCase = {
  name: string;
  group: 'hard' | 'gradual' | 'uncut';
  /** What the scenes are joined by, or what goes on without a cut. */
  kind: string;
  overlay: string;
  size: Size;
  rate: number;
  seconds: number;
  codec: string;
  crf: number;
  boundaries: Boundary[];
  /** Kept away from tuning. */
  isHeld: boolean;
  at: (seconds: number) => Picture;
};

const SIZES: readonly Size[] = [
  { width: 320, height: 180 },
  { width: 320, height: 180 },
  { width: 240, height: 320 },
  { width: 320, height: 240 },
  { width: 426, height: 240 },
];
const RATES = [25, 30, 24, 12, 50, 25, 15, 30, 60];
const CODECS = [
  { codec: 'libx264', crf: 23 },
  { codec: 'libx264', crf: 30 },
  { codec: 'libx264', crf: 20 },
  { codec: 'mpeg4', crf: 0 },
];
const SECONDS = 3;
const HELD_EVERY = 3;

/** Overlays that each kind of gradual boundary is tried under. */
const OVER_GRADUAL = [
  'none',
  'letterbox',
  'pillarbox',
  'logo',
  'copyright line',
  'bar for subtitles',
  'inset on white',
  'none',
];

/** Where in the clip scenes change, in s, give or take. */
const MOMENTS = [0.8, 1.9];

/** Every generated clip. All of them follow from their number alone. */
export function cutCases(): CutCase[] {
  const cases: CutCase[] = [];
  const add = (
    make: (seed: number) => Omit<CutCase, 'isHeld' | 'codec' | 'crf' | 'seconds'>,
  ): void => {
    const seed = cases.length;
    const { codec, crf } = CODECS[Math.floor(CODECS.length * random(seed, 8))] ?? {
      codec: 'libx264',
      crf: 23,
    };
    cases.push({ ...make(seed), codec, crf, seconds: SECONDS, isHeld: seed % HELD_EVERY === 2 });
  };
  for (const overlay of Object.keys(OVERLAYS)) {
    for (let i = 0; i < (overlay === 'none' ? 8 : 4); i++) {
      add((seed) => joined(seed, overlay, () => CUT));
    }
  }
  for (const disturbance of Object.keys(DISTURBANCES)) {
    for (let i = 0; i < 3; i++) {
      add((seed) => joined(seed, i === 2 ? 'letterbox' : 'none', () => CUT, disturbance));
    }
  }
  for (let i = 0; i < 4; i++) {
    add((seed) => joined(seed, i % 2 ? 'letterbox' : 'none', () => CUT, 'even luma'));
  }
  for (const length of [0.1, 0.2, 0.4, 0.7, 1, 1.5]) {
    for (let i = 0; i < 6; i++) {
      add((seed) => joined(seed, overlayOf(seed), () => dissolve(length)));
    }
  }
  for (const length of [0.4, 0.8, 1.2]) {
    for (let i = 0; i < 5; i++) {
      add((seed) =>
        joined(seed, overlayOf(seed), () => fade(length, i % 3 === 2 ? 'white' : 'black')),
      );
    }
  }
  for (const frames of [2, 3, 4, 6, 8, 12]) {
    for (let i = 0; i < 3; i++) {
      add((seed) => joined(seed, overlayOf(seed), (rate) => gap(frames, rate)));
    }
  }
  for (const way of WIPES) {
    for (const length of [0.2, 0.5, 1]) {
      add((seed) => joined(seed, overlayOf(seed), () => wipe(length, way)));
    }
    add((seed) => joined(seed, 'none', () => wipe(0.6, way)));
  }
  for (const kind of Object.keys(UNCUT)) {
    for (let i = 0; i < 3; i++) {
      add((seed) => uncut(seed, kind, i === 2 ? overlayOf(seed) : 'none'));
    }
  }
  return cases;
}

function overlayOf(seed: number): string {
  return OVER_GRADUAL[Math.floor(OVER_GRADUAL.length * random(seed, 12))] ?? 'none';
}

function joined(
  seed: number,
  overlay: string,
  transition: (rate: number) => Transition,
  disturbance?: string,
) {
  const { size, rate } = formatOf(seed);
  const make = disturbance === 'even luma' ? evenScene : scene;
  // Neighbours are never of the same texture: that would be the same place.
  const scenes = [0, 1, 2].map((n) => make(7 * seed + 3 * n + (seed % 2), size));
  const cuts = MOMENTS.map((moment, n) => {
    const joint = transition(rate);
    const early = Math.max(0.2, moment - joint.length / 2 + 0.3 * (random(seed, n, 4) - 0.5));
    return { seconds: Math.round(early * rate) / rate, transition: joint };
  });
  // Only one gradual boundary fits when it is long.
  const fitting = transition(rate).length > 0.8 ? cuts.slice(1) : cuts;
  const { at, boundaries } = edited(scenes, fitting);
  const disturb = DISTURBANCES[disturbance ?? ''];
  const disturbed = disturb ? disturb(at, Math.round(1.3 * rate) / rate) : at;
  const { kind, name } = transition(rate);
  return {
    name: `${seed} ${name}${disturbance ? `, ${disturbance}` : ''}`,
    group: kind === 'cut' ? ('hard' as const) : ('gradual' as const),
    kind: disturbance
      ? `${kind} and ${disturbance}`
      : kind === 'dissolve' && name.startsWith('wipe')
        ? 'wipe'
        : kind,
    overlay,
    size,
    rate,
    boundaries,
    at: under(OVERLAYS[overlay]?.(seed), disturbed),
  };
}

function uncut(seed: number, kind: string, overlay: string) {
  const { size, rate } = formatOf(seed);
  const filmed = UNCUT[kind]?.(seed, size) ?? scene(seed, size);
  return {
    name: `${seed} ${kind}`,
    group: 'uncut' as const,
    kind,
    overlay,
    size,
    rate,
    boundaries: [],
    at: under(OVERLAYS[overlay]?.(seed), filmed),
  };
}

function formatOf(seed: number): { size: Size; rate: number } {
  const size = SIZES[Math.floor(SIZES.length * random(seed, 9))] ?? { width: 320, height: 180 };
  return { size, rate: RATES[Math.floor(RATES.length * random(seed, 10))] ?? 25 };
}

function under(overlay: Overlay | undefined, filmed: Scene): Scene {
  return (t) => {
    const picture = filmed(t);
    overlay?.(picture, t);
    return picture;
  };
}
