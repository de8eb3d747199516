import { random } from '../../../support/luma.ts';
import { film, type Shot, shaking } from '../film.ts';
import { TEXTURES, type Texture, texture } from '../textures.ts';
import type { Colour, Picture } from './picture.ts';

export type Size = { width: number; height: number };

/** What a camera films at a moment, in s from the beginning of the clip. */
export type Scene = (seconds: number) => Picture;

/** What may happen before the camera and with it, besides what a scene does of its own. */
export type More = (seconds: number) => Partial<Shot>;

const painted = new Map<string, Texture>();

/** A surface; each seed has its own. Painting one takes a second, so there are few. */
export function surface(seed: number): Texture {
  const name = TEXTURES[seed % TEXTURES.length] ?? 'leaves';
  const key = `${name} ${seed % 2}`;
  const known = painted.get(key) ?? texture(name, 700 + (seed % 2));
  painted.set(key, known);
  return known;
}

/** In % of the frame's width per s, and growth per s. */
const MOTIONS = [
  { x: 0, y: 0, zoom: 1, sway: 0 },
  { x: 0, y: 0, zoom: 1, sway: 0.4 },
  { x: 6, y: 1, zoom: 1, sway: 0.2 },
  { x: -14, y: 3, zoom: 1, sway: 0.1 },
  { x: 0, y: 0, zoom: 1.08, sway: 0.1 },
  { x: 0, y: 0, zoom: 1, sway: 1 },
];

/** A place of its own for each seed, filmed by a camera with a motion of its own. */
export function scene(seed: number, size: Size, more: More = () => ({})): Scene {
  const pick = (n: number): number => random(seed, n, 31);
  const motion = MOTIONS[Math.floor(MOTIONS.length * pick(1))] ?? MOTIONS[0];
  const sway = shaking(motion?.sway ?? 0, seed);
  const [noise, gain] = [
    [1, 1, 4, 9][Math.floor(4 * pick(2))],
    [1, 1, 1, 0.3][Math.floor(4 * pick(3))],
  ];
  const hues = pick(4) < 0.3 ? undefined : huesOf(seed);
  return (seconds) => {
    const at = sway(seconds);
    const view = {
      x: at.x + 400 * pick(5) + (motion?.x ?? 0) * seconds,
      y: at.y + 400 * pick(6) + (motion?.y ?? 0) * seconds,
      zoom: (motion?.zoom ?? 1) ** seconds * (0.8 + 0.6 * pick(7)),
    };
    const shot: Shot = { texture: surface(seed), view, ...definite(noise, gain), ...more(seconds) };
    const pixels = film(shot, size.width, size.height, Math.round(seconds * 1000) + seed);
    const picture = { ...size, pixels };
    return hues ? tinted(picture, hues) : picture;
  };
}

function definite(noise = 1, gain = 1) {
  return { noise, gain };
}

type Hues = { dark: Colour; bright: Colour };

function huesOf(seed: number): Hues {
  const hue = (n: number): Colour => {
    const angle = 2 * Math.PI * random(seed, n, 77);
    const size = 20 + 50 * random(seed, n, 78);
    return chroma(size * Math.cos(angle), size * Math.sin(angle));
  };
  return { dark: hue(1), bright: hue(2) };
}

/** What two colour differences add to red, green and blue (BT.601), without a change of luma. */
function chroma(blue: number, red: number): Colour {
  return [1.402 * red, -0.344 * blue - 0.714 * red, 1.772 * blue];
}

/** Dark places have one colour, bright ones another. */
function tinted(picture: Picture, { dark, bright }: Hues): Picture {
  const { pixels } = picture;
  for (let i = 0; i < pixels.length; i += 4) {
    const luma = (pixels[i] as number) / 255;
    for (let c = 0; c < 3; c++) {
      const hue = (dark[c] as number) + luma * ((bright[c] as number) - (dark[c] as number));
      const value = 255 * luma + hue * Math.min(1, 4 * luma);
      pixels[i + c] = Math.max(0, Math.min(255, value));
    }
  }
  return picture;
}

/** A scene whose luma is the same everywhere: only colours tell one place from another. */
export function evenScene(seed: number, size: Size): Scene {
  const filmed = scene(seed, size, () => ({ gain: 1, noise: 1 }));
  const angle = 2 * Math.PI * random(seed, 5, 79);
  const dark = chroma(70 * Math.cos(angle), 70 * Math.sin(angle));
  const bright = dark.map((n) => -n);
  return (seconds) => {
    const { pixels } = filmed(seconds);
    for (let i = 0; i < pixels.length; i += 4) {
      const share = (pixels[i + 1] as number) / 255;
      for (let c = 0; c < 3; c++) {
        pixels[i + c] = 125 + (dark[c] as number) * (1 - share) + (bright[c] as number) * share;
      }
    }
    return { ...size, pixels };
  };
}
