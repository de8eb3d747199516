import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { AV_LOG_ERROR } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { stringifySync } from 'subtitle';
import { CLIPS, type Cue, type ExampleClip } from './clips.ts';
import { writeClip } from './encoder.ts';
import { SAMPLE_RATE } from './sound.ts';

const FOLDER = 'examples/clips';
const SUBTITLE_SUFFIX = '_cleaned.srt';
/** One channel of quiet sound needs no more, in bit/s. */
const SOUND_BIT_RATE = 40_000;
/** Frames; about two seconds, as cameras do. */
const GOP_SIZE = 50;

/** For tests that need a clip, and do not mind which: a worker reads it in a tenth of the time. */
const SMALL_CLIP = 'test/fixtures/small.mp4';

async function main(): Promise<void> {
  Log.setLevel(AV_LOG_ERROR);
  await writeSmallClip();
  await mkdir(FOLDER, { recursive: true });
  for (const clip of CLIPS) {
    const video = path.join(FOLDER, `${clip.name}.mp4`);
    const seconds = (clip.frames * clip.frameRate.den) / clip.frameRate.num;
    await writeClip(video, {
      video: {
        ...clip,
        pictures: picturesOf(clip),
        gopSize: GOP_SIZE,
        codecOptions: { preset: 'veryslow' },
      },
      sound: { sampleRate: SAMPLE_RATE, channels: [clip.sound(seconds)], bitRate: SOUND_BIT_RATE },
    });
    await writeFile(path.join(FOLDER, `${clip.name}${SUBTITLE_SUFFIX}`), subtitles(clip.cues));
    const { size } = await stat(video);
    console.log(`${clip.name}  ${seconds.toFixed(2)} s  ${Math.ceil(size / 1000)} KB`);
  }
}

async function writeSmallClip(): Promise<void> {
  const [width, height] = [64, 48];
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  const pictures = Array.from({ length: 25 }, (_, index) => {
    pen.fillStyle = 'teal';
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = 'orange';
    pen.fillRect(index, 12, 16, 24);
    return Uint8Array.from(canvas.data());
  });
  await writeClip(SMALL_CLIP, {
    video: { width, height, frameRate: { num: 25, den: 1 }, pictures },
  });
}

function* picturesOf({
  width,
  height,
  frames,
  frameRate,
  scene,
}: ExampleClip): Generator<Uint8Array> {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  const draw = scene();
  for (let index = 0; index < frames; index += 1) {
    draw(pen, (index * frameRate.den) / frameRate.num);
    yield canvas.data();
  }
}

function subtitles(cues: readonly Cue[]): string {
  const ms = (seconds: number): number => Math.round(seconds * 1000);
  return stringifySync(
    cues.map(({ start, end, text }) => ({
      type: 'cue',
      data: { start: ms(start), end: ms(end), text },
    })),
    { format: 'SRT' },
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
