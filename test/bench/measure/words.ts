import { join } from 'node:path';
import { measuredOf } from '../../../lib/daemon/compose-record.ts';
import { MeasuredEngine } from '../../../lib/engines/measured/index.ts';
import { analyze } from '../../../lib/media/analyze.ts';
import { isUncertain } from '../../../lib/record/certainty.ts';
import { snakeCase } from '../../../lib/record/short-name.ts';
import { writeClip } from '../../../tools/example-clips/encoder.ts';
import { random } from '../../support/luma.ts';
import type { Figure } from '../figures.ts';
import { film, type View } from './film.ts';
import { TEXTURES, type Texture, texture } from './textures.ts';

const CLIPS = 50;
const SECONDS = 2;
const RATE = 12;
const SIZE = { width: 214, height: 120 };

/** As x264 counts them: the second is a preview of poor quality. */
const QUALITIES = [20, 34];

/** In 0xRRGGBB: two of them are above and below in a clip, as sky and ground are. */
const TINTS = [
  0x9fc4e8, 0x4a6a3c, 0xc9a66b, 0x5b5550, 0xd8d8d2, 0x2c3e63, 0xa8472f, 0x7b8a94, 0x3f7f77,
  0xe0b050, 0x8a5a78, 0x1f2a1c,
];

/** What a text says when it claims a movement. */
const MOVEMENT = /\b(still|pan|tilt|forward|zooms?|unsteady|tracking|circles)\b/;

/** How many of 50 clips without subtitles share a name, and whether names outlast another encoding. */
export async function words(folder: string): Promise<Figure[]> {
  const textures = TEXTURES.map((name, i) => texture(name, 700 + i));
  const names = new Set<string>();
  let renamed = 0;
  let claimed = 0;
  for (let i = 0; i < CLIPS; i++) {
    const [good, poor] = await Promise.all(
      QUALITIES.map((quality) => described(folder, i, quality, textures)),
    );
    names.add(good?.name ?? '');
    renamed += good?.name === poor?.name ? 0 : 1;
    claimed += [good, poor].filter((clip) => clip?.claims).length;
  }
  return [
    {
      name: 'different names of 50 clips without subtitles',
      value: names.size,
      unit: '',
      atLeast: 40,
    },
    { name: 'clips of 50 with another name after another encoding', value: renamed, unit: '' },
    { name: 'texts that claim a movement that is not sure', value: claimed, unit: '', atMost: 0 },
  ];
}

async function described(
  folder: string,
  clip: number,
  quality: number,
  textures: readonly Texture[],
): Promise<{ name: string; claims: boolean }> {
  const file = join(folder, `words-${clip}-${quality}.mp4`);
  const pictures = Array.from({ length: SECONDS * RATE }, (_, i) => painted(clip, i, textures));
  const codecOptions = { preset: 'ultrafast', crf: String(quality) };
  const frameRate = { num: RATE, den: 1 };
  await writeClip(file, { video: { ...SIZE, frameRate, pictures, codecOptions } });
  const request = { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false };
  const analysis = await analyze(request, async () => {});
  const measured = measuredOf(analysis, []);
  const { description, shortName } = await new MeasuredEngine().describe({
    filename: file,
    durationSeconds: analysis.probe.durationSeconds,
    frames: [],
    measured,
    cues: [],
    keywords: [],
  });
  const claims = isUncertain(measured.camera) && MOVEMENT.test(`${description} ${shortName}`);
  return { name: snakeCase(shortName), claims };
}

function painted(clip: number, frame: number, textures: readonly Texture[]): Uint8Array {
  const pick = (n: number): number => random(clip, n, 41);
  const surface = textures[clip % textures.length] as Texture;
  const gain = 0.5 + 0.7 * pick(1);
  const shot = { texture: surface, view: viewAt(clip, frame / RATE), gain };
  const rgba = film(shot, SIZE.width, SIZE.height, frame + 1);
  const [above = 0, below = 0] = [2, 3].map((n) => TINTS[Math.floor(pick(n) * TINTS.length)]);
  const horizon = Math.round((0.3 + 0.4 * pick(4)) * SIZE.height) * SIZE.width;
  for (let i = 0; i < rgba.length; i += 4) {
    const tint = i / 4 < horizon ? above : below;
    const level = ((rgba[i] as number) + 60) / 190;
    rgba[i] = Math.min(255, (tint >> 16) * level);
    rgba[i + 1] = Math.min(255, ((tint >> 8) & 255) * level);
    rgba[i + 2] = Math.min(255, (tint & 255) * level);
  }
  return rgba;
}

/** Half of the cameras stand still, as in real folders. */
function viewAt(clip: number, seconds: number): View {
  const way = clip % 6;
  const speed = 12 * seconds;
  const x = way === 0 ? speed : way === 1 ? -speed : 0;
  return { x, y: 0, zoom: way === 2 ? 1.15 ** seconds : 1 };
}
