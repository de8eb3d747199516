import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { writeClip } from '../../../../tools/example-clips/encoder.ts';
import { inRepository } from '../../../support/repository.ts';
import { shoot } from './film.ts';
import type { Film } from './spec.ts';

/** The files that say how a film looks. */
const MAKERS = [
  'ambient',
  'film',
  'overlays',
  'paint',
  'pose',
  'scenes',
  'spec',
  'things',
  'world',
].map((name) => `test/bench/measure/camera/${name}.ts`);

/** Encodes a film into the folder, unless the same film is there already. */
export async function clipOf(film: Film, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${fingerprint(film)}.mp4`);
  if (!existsSync(file)) {
    const unfinished = file.replace('.mp4', `.${process.pid}.part.mp4`);
    await writeClip(unfinished, {
      video: {
        width: film.width,
        height: film.height,
        frameRate: { num: Math.round(film.rate * 2), den: 2 },
        pictures: shoot(film),
        crf: film.crf,
        codecOptions: { preset: 'veryfast' },
      },
    });
    await rename(unfinished, file);
  }
  return file;
}

let makers: string | undefined;

/** Of the film's words and the code that turns them into pictures. */
export function fingerprint(film: Film): string {
  makers ??= MAKERS.map((name) => readFileSync(inRepository(name), 'utf8')).join('');
  const { width, height, rate, seconds, crf, scene, seed, path, things, overlays } = film;
  const { covered, ambient, noise, gain, flicker, shutter } = film;
  const words = { width, height, rate, seconds, crf, scene, seed, path, things, overlays };
  const rest = { covered, ambient, noise, gain, flicker, shutter };
  const text = JSON.stringify([words, rest]) + makers;
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
