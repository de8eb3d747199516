import { random } from '../../../support/luma.ts';
import { type Shot, shaking, type Thing } from '../film.ts';
import type { Texture } from '../textures.ts';
import { lit } from './picture.ts';
import { type More, type Scene, type Size, scene, surface } from './scenes.ts';

/** Something before the camera, in shares of the frame. */
function thing(texture: Texture, left: number, top: number, width: number, height: number): Thing {
  return { texture, left, top, width, height };
}

const moved = (x: number, y = 0, zoom = 1): Partial<Shot> => ({ view: { x, y, zoom } });

/** What goes on in one shot, without a cut, by name. `t` is in s. */
const GOINGS_ON: Record<string, (seed: number) => More> = {
  nothing: () => () => ({}),
  'zoom in': () => (t) => moved(0, 0, 1.5 ** t),
  'zoom out': () => (t) => moved(0, 0, 2 * 0.65 ** t),
  'crash zoom': () => (t) => moved(0, 0, t < 1 ? 1 : Math.min(3, 1 + 5 * (t - 1))),
  pan: () => (t) => moved(25 * t, 3 * t),
  'quick pan': () => (t) => moved(80 * t),
  'whip pan': () => (t) => moved(200 * Math.max(0, Math.min(t - 1, 0.4))),
  'whip to and fro': () => (t) => moved(60 * Math.sin(5 * t)),
  'hand-held': (seed) => (t) => ({ view: { ...shaking(2, seed)(t), zoom: 1 } }),
  'camera shake': (seed) => (t) => ({ view: { ...shaking(7, seed)(t), zoom: 1 } }),
  'lamp on and off': () => (t) => ({ offset: t > 0.9 && t < 1.9 ? 50 : 0 }),
  'light comes on': () => (t) => (t < 1.2 ? { gain: 0.25, noise: 4 } : {}),
  flicker: (seed) => (t) => ({ offset: 40 * random(seed, Math.round(t * 1000)) }),
  strobe: () => (t) => ({ gain: Math.floor(t * 8) % 2 ? 1 : 0.12 }),
  'slow exposure': () => (t) => ({ gain: 0.4 + 0.25 * t, offset: 10 * t }),
  flash: () => (t) => ({ offset: t >= 1 && t < 1.2 ? 170 * (1 - (t - 1) / 0.2) : 0 }),
  'blown flash': () => (t) => (t >= 1 && t < 1.1 ? { gain: 0, offset: 252 } : {}),
  'an object passes': (seed) => (t) => {
    const width = 0.4 + 0.5 * random(seed, 1);
    return { things: [thing(surface(seed + 1), 0.9 * t - width, 0.1, width, 0.9)] };
  },
  'an object passes at once': (seed) => (t) => ({
    things: [thing(surface(seed + 1), 5 * (t - 1) - 0.8, 0.05, 0.8, 0.95)],
  }),
  'an object fills the frame and leaves': (seed) => (t) => ({
    things: [thing(surface(seed + 2), 1.6 * (t - 1.2) ** 3 - 0.1, -0.1, 1.2, 1.2)],
  }),
  'an object stays': (seed) => (t) => ({
    things: [thing(surface(seed + 3), Math.min(0.3, t * 0.8 - 0.6), 0.15, 0.55, 0.85)],
  }),
  'fast action': (seed) => (t) => ({
    view: { ...shaking(1.5, seed)(t), zoom: 1 },
    things: [0, 1, 2].map((n) => {
      const [pace, phase] = [5 + 6 * random(seed, n), 6 * random(seed, n, 2)];
      const [x, y] = [0.5 + 0.5 * Math.sin(pace * t + phase), 0.4 + 0.4 * Math.cos(pace * t)];
      return thing(surface(seed + n), x - 0.2, y - 0.25, 0.4, 0.5);
    }),
  }),
  'low light': (seed) => (t) => ({
    gain: 0.1,
    noise: 7,
    view: { ...shaking(1, seed)(t), zoom: 1 },
  }),
  noise: () => () => ({ noise: 35 }),
};

/** Two surfaces that slide over each other, as light on water does: no frame is much like the one before. */
function water(seed: number, size: Size): Scene {
  const [one, other] = [
    scene(seed, size, (t) => moved(30 * t, 11 * t)),
    scene(seed + 3, size, (t) => moved(-26 * t, 17 * Math.sin(3 * t))),
  ];
  return (t) => {
    const [a, b] = [one(t), other(t)];
    const pixels = a.pixels.map((value, i) => Math.max(value, b.pixels[i] as number));
    return { ...size, pixels };
  };
}

/** Somebody before a plain wall: most of the picture never changes. */
function interview(seed: number, size: Size): Scene {
  const filmed = scene(seed, size, (t) => ({
    ...moved(2.5 * Math.sin(4 * t), Math.sin(7 * t)),
    noise: 1,
  }));
  const { width, height } = size;
  return (t) => {
    const picture = filmed(t);
    const at = 0.5 + 0.12 * Math.sin(2.5 * t);
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
      if (Math.hypot((x - at) / 0.2, (y - 1) / 0.75) > 1) {
        picture.pixels.fill(150 + 20 * y, 4 * i, 4 * i + 3);
      }
    }
    return picture;
  };
}

/** The whole picture is dimmed and comes back. */
function dimmed(seed: number, size: Size): Scene {
  const filmed = scene(seed, size);
  return (t) => lit(filmed(t), 0.6 + 0.4 * Math.cos(3 * t), 0);
}

/** Scenes without a cut, by name. */
export const UNCUT: Record<string, (seed: number, size: Size) => Scene> = {
  ...Object.fromEntries(
    Object.entries(GOINGS_ON).map(([name, more]) => [
      name,
      (seed: number, size: Size) => scene(seed, size, more(seed)),
    ]),
  ),
  water,
  'somebody before a plain wall': interview,
  'light comes and goes': dimmed,
};

/** What may happen within a shot between cuts, at a moment in s. */
export const DISTURBANCES: Record<string, (scene: Scene, at: number) => Scene> = {
  flash: (filmed, at) => (t) =>
    t >= at && t < at + 0.2 ? lit(filmed(t), 1, 180 * (1 - (t - at) / 0.2)) : filmed(t),
  'blown flash': (filmed, at) => (t) =>
    t >= at && t < at + 0.08 ? lit(filmed(t), 0, 252) : filmed(t),
  lamp: (filmed, at) => (t) => (t >= at ? lit(filmed(t), 1, 35) : filmed(t)),
};
