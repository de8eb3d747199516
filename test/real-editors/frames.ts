import { execa } from 'execa';

/** Large enough to tell neighbouring frames apart, small enough for thousands. */
const WIDTH = 96;
const HEIGHT = 54;
const BYTES = WIDTH * HEIGHT;

/** The frames of a file as FFmpeg's program decodes them, small and gray, and when each is shown, in s. */
export type Frames = { pictures: Uint8Array[]; times: number[] };

/** @param size into which the picture is fitted, with bars where it is another shape */
export async function framesOf(
  file: string,
  { width, height }: { width: number; height: number },
): Promise<Frames> {
  const fitted = [
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:flags=area`,
    `pad=${width}:${height}:-1:-1`,
    `scale=${WIDTH}:${HEIGHT}:flags=area`,
    'format=gray',
  ].join(',');
  const { stdout } = await execa(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', `file:${file}`, '-map', '0:v:0', '-fps_mode', 'passthrough'],
      ...['-vf', fitted, '-f', 'rawvideo', '-'],
    ],
    { encoding: 'buffer', stdin: 'ignore', maxBuffer: 1e9 },
  );
  const probe = await execa('ffprobe', [
    ...[
      '-v',
      'error',
      '-select_streams',
      'v:0',
      '-show_entries',
      'frame=best_effort_timestamp_time',
    ],
    ...['-of', 'csv=p=0', `file:${file}`],
  ]);
  // Some frames have lines of side data as well.
  const times = [...probe.stdout.matchAll(/^-?\d[\d.]*/gm)].map(([time]) => Number(time));
  const [first = 0] = times;
  return {
    pictures: Array.from({ length: stdout.length / BYTES }, (_, i) =>
      stdout.subarray(i * BYTES, (i + 1) * BYTES),
    ),
    times: times.map((time) => time - first),
  };
}

/** The last frame that is shown at a time or before. */
export function frameAt({ times }: Frames, seconds: number): number {
  const after = times.findIndex((time) => time > seconds + 1e-4);
  return (after < 0 ? times.length : after) - 1;
}

/** Mean difference of two pictures, in levels of 256. */
export function difference(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  if (a === undefined || b === undefined) {
    return Number.POSITIVE_INFINITY;
  }
  let sum = 0;
  for (let i = 0; i < BYTES; i++) {
    sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  }
  return sum / BYTES;
}
