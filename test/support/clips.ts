import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { type Clip, type Video, writeClip } from '../../tools/example-clips/encoder.ts';

// Encoders are talkative.
Log.setLevel(AV_LOG_QUIET);

/** A folder of its own for the clips of the tests around it; gone after them. */
export function clipFolder(): (name: string) => string {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-clips-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return (name) => join(folder, name);
}

/** Writes a clip of small pictures; whatever is not given does not matter to the test. */
export async function makeClip(file: string, video: Partial<Video> = {}): Promise<string> {
  await writeClip(file, { video: { ...SMALL, codecOptions: FAST, ...video } });
  return file;
}

export async function makeSound(file: string, seconds = 1): Promise<string> {
  const codec = file.endsWith('.mp3') ? 'libmp3lame' : 'aac';
  await writeClip(file, { sound: { ...tone(seconds), codec } });
  return file;
}

export async function makeClipWithSound(
  file: string,
  seconds = 1,
  video: Partial<Video> = { codecOptions: FAST },
): Promise<string> {
  await writeClip(file, { video: { ...SMALL, ...video }, sound: tone(seconds) });
  return file;
}

/** Writes a clip that takes a worker a good second to read, or so many of them. */
export async function makeLongClip(file: string, seconds = 1): Promise<string> {
  const picture = plain(128, 640, 360);
  await makeClip(file, { width: 640, height: 360, pictures: Array(300).fill(picture) });
  // MPEG-TS files may be written one after the other.
  const once = readFileSync(file);
  writeFileSync(file, Buffer.concat(Array.from({ length: 25 * seconds }, () => once)));
  return file;
}

const WIDTH = 64;
const HEIGHT = 48;
const FAST = { preset: 'ultrafast' };
const SMALL: Video = {
  width: WIDTH,
  height: HEIGHT,
  frameRate: { num: 25, den: 1 },
  get pictures() {
    return grays(25);
  },
};

function tone(seconds: number): NonNullable<Clip['sound']> {
  const samples = new Float32Array(48_000 * seconds).map((_, i) => Math.sin(i / 20) / 4);
  return { sampleRate: 48_000, channels: [samples] };
}

/** Frame `i` is a gray of its own, so that a picture tells which frame it is. */
export function* grays(count: number, width = WIDTH, height = HEIGHT): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    yield plain(grayOf(i), width, height);
  }
}

/** The gray of frame `i`, 0 to 255: neighbours differ by more than compression blurs. */
export function grayOf(i: number): number {
  return 40 + ((i * 37) % 180);
}

export function plain(gray: number, width = WIDTH, height = HEIGHT): Uint8Array {
  return painted(width, height, () => [gray, gray, gray]);
}

/** @param colour of a pixel: red, green, blue, 0 to 255 */
export function painted(
  width: number,
  height: number,
  colour: (x: number, y: number) => readonly [number, number, number],
): Uint8Array {
  const pixels = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    pixels.set([...colour(i % width, Math.floor(i / width)), 255], i * 4);
  }
  return pixels;
}

/** One picture full of detail, over and over. */
export function* noise(count: number, width: number, height: number): Generator<Uint8Array> {
  const picture = painted(width, height, (x, y) => {
    const hash = Math.imul(x * 7919 + y, 2654435761) >>> 24;
    return [hash, 255 - hash, hash >> 1];
  });
  for (let i = 0; i < count; i++) {
    yield picture;
  }
}
