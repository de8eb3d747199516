import { type CameraMovement, DIRECTIONS, type Direction } from '../../../lib/record/schema.ts';
import { random } from '../../support/luma.ts';
import { type Shot, shaking, type Thing } from './film.ts';
import { TEXTURES, type Texture, type TextureName, texture } from './textures.ts';

/** A generated clip and what its camera does. */
export type Labelled = {
  name: string;
  movement: CameraMovement;
  direction?: Direction;
  width: number;
  height: number;
  /** Frames per s. */
  rate: number;
  at: (seconds: number) => Shot;
};

export const SECONDS = 3;

/** From 240p to 1080p, level and upright; the large ones are few because they take long to make. */
const SIZES = [
  [426, 240],
  [640, 360],
  [854, 480],
  [480, 854],
  [426, 240],
  [1280, 720],
  [360, 640],
  [640, 360],
  [426, 240],
  [240, 426],
] as const;
const LARGEST = [1920, 1080] as const;
const RATES = [25, 30, 12, 24, 50, 25, 15, 60, 30, 24];
/** One clip in so many is 1080p. */
const LARGEST_EVERY = 35;

type Plan = Pick<Labelled, 'name' | 'movement' | 'direction'> & {
  shot: (t: number, surface: Texture, pick: (n: number) => number) => Partial<Shot>;
};

export function labelled(): Labelled[] {
  const textures = new Map<string, Texture>();
  const paint = (name: TextureName, seed: number): Texture => {
    const key = `${name} ${seed}`;
    const known = textures.get(key) ?? texture(name, seed);
    textures.set(key, known);
    return known;
  };
  return plans().map((plan, i) => {
    const name = TEXTURES[i % TEXTURES.length] ?? 'leaves';
    // Painted when they are filmed: one takes 4 MB and a second.
    const surface = (): Texture => paint(name, 100 + (i % 3));
    const other = (): Texture => paint(TEXTURES[(i + 2) % TEXTURES.length] ?? 'city', 200);
    const isLargest = i % LARGEST_EVERY === LARGEST_EVERY - 1;
    const [width, height] = isLargest ? LARGEST : (SIZES[(i * 7) % SIZES.length] ?? LARGEST);
    const rate = isLargest ? 12 : (RATES[(i * 3 + 1) % RATES.length] ?? 25);
    const pick = (n: number): number => random(i, n, 99);
    const at = (t: number): Shot => ({
      texture: surface(),
      view: { x: 0, y: 0, zoom: 1 },
      ...plan.shot(t, other(), pick),
    });
    return {
      ...plan,
      name: `${plan.name}, ${name}, ${width}×${height}, ${rate} fps`,
      width,
      height,
      rate,
      at,
    };
  });
}

function plans(): Plan[] {
  return [...pans(), ...forwards(), ...randoms(), ...stills()];
}

function pans(): Plan[] {
  const plans: Plan[] = [];
  const pan = (name: string, i: number, speed: number, more: Plan['shot'] = () => ({})): void => {
    const angle = (i * Math.PI) / 4;
    plans.push({
      name: `${name} ${DIRECTIONS[i]} ${speed} %/s`,
      movement: 'panning',
      direction: DIRECTIONS[i] as Direction,
      shot: (t, other, pick) => {
        const shot = more(t, other, pick);
        const sway = shot.view ?? { x: 0, y: 0, zoom: 1 };
        const view = {
          x: speed * t * Math.cos(angle) + sway.x,
          y: speed * t * Math.sin(angle) + sway.y,
          zoom: 1,
        };
        return { ...shot, view };
      },
    });
  };
  for (const speed of [2.5, 6, 15, 35, 75]) {
    for (let i = 0; i < DIRECTIONS.length; i++) {
      pan('pan', i, speed);
    }
  }
  for (const i of [0, 2, 4, 5]) {
    pan('pan with a passer-by', i, 12, (t, other, pick) => ({
      things: [thing(other, 0.3, 0.8, t * 0.4 - 0.2 + pick(1) / 10)],
    }));
    pan('unsteady pan', i, 14, (t) => ({ view: { ...shaking(0.8, i)(t), zoom: 1 } }));
    pan('noisy dark pan', i, 8, () => ({ gain: 0.3, noise: 6 }));
  }
  return plans;
}

function forwards(): Plan[] {
  const plans: Plan[] = [];
  const forward = (name: string, shot: Plan['shot']): void => {
    plans.push({ name, movement: 'moving forward', shot });
  };
  for (const percent of [3, 5, 9, 14, 20, 30]) {
    forward(`zoom in ${percent} %/s`, (t) => ({
      view: { x: 0, y: 0, zoom: (1 + percent / 100) ** t },
    }));
    forward(`dolly ${percent} %/s in unsteady hands`, (t, _, pick) => {
      const sway = shaking(0.5, percent)(t);
      const zoom = (1 + percent / 100) ** t;
      const off = (pick(1) - 0.5) * 20 * (1 - 1 / zoom);
      return { view: { x: sway.x + off, y: sway.y, zoom } };
    });
  }
  for (const speed of [0.4, 0.8, 1.2, 1.8]) {
    forward(`drive over a plain, ${speed}`, (t, _, pick) => {
      const sway = shaking(0.2, speed * 10)(t);
      return { view: { x: sway.x, y: sway.y + pick(2), zoom: 1.03 ** t }, travelled: speed * t };
    });
  }
  for (const percent of [6, 10, 16, 24]) {
    forward(`walk ${percent} %/s with a passer-by`, (t, other) => {
      const sway = shaking(0.6, percent + 1)(t);
      return {
        view: { ...sway, zoom: (1 + percent / 100) ** t },
        things: [thing(other, 0.2, 0.6, 1 - t * 0.6)],
      };
    });
  }
  return plans;
}

function randoms(): Plan[] {
  const plans: Plan[] = [];
  for (const percent of [0.4, 0.8, 1.5, 3, 6]) {
    for (let seed = 1; seed <= 5; seed++) {
      plans.push({
        name: `shake ${percent} %`,
        movement: 'random',
        shot: (t) => ({ view: { ...shaking(percent, seed + percent)(t), zoom: 1 } }),
      });
    }
  }
  for (const percent of [4, 8, 15]) {
    for (const sway of [0, 0.4]) {
      plans.push({
        name: `pull back ${percent} %/s`,
        movement: 'random',
        shot: (t) => ({
          view: { ...shaking(sway, percent)(t), zoom: 2 * (1 - percent / 100) ** t },
        }),
      });
    }
  }
  return plans;
}

function stills(): Plan[] {
  const plans: Plan[] = [];
  const still = (name: string, shot: Plan['shot']): void => {
    plans.push({ name, movement: 'still', shot });
  };
  for (let i = 0; i < 6; i++) {
    still('fixed', () => ({}));
  }
  for (const noise of [6, 12, 20, 30]) {
    still(`noise ${noise}`, () => ({ noise }));
  }
  for (const [hertz, depth] of [
    [1, 40],
    [4, 25],
    [7, 50],
    [10, 30],
  ] as const) {
    still(`flicker ${hertz} Hz`, (t) => ({ offset: depth * Math.sin(2 * Math.PI * hertz * t) }));
  }
  for (const gain of [0.08, 0.15, 0.25, 0.4]) {
    still(`low light ${gain}`, () => ({ gain, noise: 4 }));
  }
  for (const [width, height, speed] of [
    [0.3, 0.7, 0.5],
    [0.4, 0.9, 0.3],
    [0.5, 0.8, 0.6],
    [0.6, 0.9, 0.4],
    [0.7, 0.9, 0.7],
    [0.8, 0.9, 0.5],
    [0.9, 1, 0.6],
    [1.1, 1, 0.8],
  ] as const) {
    for (const sign of [1, -1]) {
      still(`an object of ${Math.round(100 * width)} % passes`, (t, other) => {
        const way = -width + speed * t;
        return { things: [thing(other, width, height, sign > 0 ? way : 1 - width - way)] };
      });
    }
  }
  for (const count of [2, 4]) {
    still(`${count} objects cross`, (t, other, pick) => ({
      things: Array.from({ length: count }, (_, n) =>
        thing(
          other,
          0.2,
          0.3,
          ((pick(n) + t * (0.3 + pick(n + 9))) % 1.4) - 0.3,
          pick(n + 5) * 0.7,
        ),
      ),
    }));
  }
  return plans;
}

function thing(surface: Texture, width: number, height: number, left: number, top?: number): Thing {
  return { texture: surface, left, top: top ?? (1 - height) / 2, width, height };
}
