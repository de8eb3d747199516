import { join } from 'node:path';
import { analyze } from '../../../lib/media/analyze.ts';
import { CAMERA_MOVEMENTS, type CameraMovement } from '../../../lib/record/schema.ts';
import { writeClip } from '../../../tools/example-clips/encoder.ts';
import type { Figure } from '../figures.ts';
import { film } from './film.ts';
import { type Labelled, labelled, SECONDS } from './labelled.ts';

/** Camera movement of labelled clips; prints the confusion matrix and what went wrong. */
export async function camera(folder: string): Promise<Figure[]> {
  const clips = labelled();
  const counts = new Map<string, number>();
  const count = (key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  let wrongWay = 0;
  for (const clip of clips) {
    const file = join(folder, 'labelled.mp4');
    await write(file, clip);
    const { measurements } = await analyze(
      { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false },
      async () => {},
    );
    const { movement, direction } = measurements.camera;
    count(`${clip.movement} ${movement}`);
    if (movement !== clip.movement) {
      console.log(
        `    ${clip.name}: ${movement}, not ${clip.movement} ${figures(measurements.camera)}`,
      );
    } else if (direction !== clip.direction) {
      wrongWay++;
      console.log(`    ${clip.name}: ${direction}`);
    }
    if (measurements.shots.length !== 1) {
      console.log(`    ${clip.name}: ${measurements.shots.length} shots`);
      count('shots');
    }
  }
  return [
    ...matrix(counts, clips),
    { name: 'pans in the wrong direction', value: wrongWay, unit: '', atMost: 1 },
    { name: 'cuts seen where none is', value: counts.get('shots') ?? 0, unit: '', atMost: 0 },
  ];
}

function figures(camera: {
  speed_percent_per_second: number;
  zoom_percent_per_second: number;
  shake_percent_per_second: number;
  confidence: number;
}): string {
  return [
    camera.speed_percent_per_second,
    camera.zoom_percent_per_second,
    camera.shake_percent_per_second,
    camera.confidence,
  ]
    .map((n) => n.toFixed(1))
    .join(' ');
}

async function write(file: string, { width, height, rate, at }: Labelled): Promise<void> {
  const frames = Math.round(SECONDS * rate);
  function* pictures(): Generator<Uint8Array> {
    for (let i = 0; i < frames; i++) {
      yield film(at(i / rate), width, height, i + 1);
    }
  }
  const codecOptions = { preset: 'veryfast', tune: 'zerolatency' };
  await writeClip(file, {
    video: {
      width,
      height,
      frameRate: { num: rate, den: 1 },
      pictures: pictures(),
      crf: 23,
      codecOptions,
    },
  });
}

/** Prints the confusion matrix: a row for what was filmed, a column for what was measured. */
function matrix(counts: ReadonlyMap<string, number>, clips: readonly Labelled[]): Figure[] {
  const cell = (text: string | number): string => String(text).padStart(16);
  console.log(`    ${cell('')}${CAMERA_MOVEMENTS.map(cell).join('')}`);
  const shares: Figure[] = [];
  let right = 0;
  for (const filmed of CAMERA_MOVEMENTS) {
    const row = CAMERA_MOVEMENTS.map((measured) => counts.get(`${filmed} ${measured}`) ?? 0);
    console.log(`    ${cell(filmed)}${row.map(cell).join('')}`);
    const all = clips.filter(({ movement }) => movement === filmed).length;
    const good = counts.get(key(filmed)) ?? 0;
    right += good;
    shares.push({
      name: `wrong of ${all} ${filmed}`,
      value: percent(all - good, all),
      unit: '%',
      atMost: 10,
    });
  }
  const wrong = percent(clips.length - right, clips.length);
  return [
    { name: `wrong of ${clips.length} clips`, value: wrong, unit: '%', atMost: 5 },
    ...shares,
  ];
}

function key(movement: CameraMovement): string {
  return `${movement} ${movement}`;
}

function percent(part: number, all: number): number {
  return all > 0 ? (100 * part) / all : 0;
}
