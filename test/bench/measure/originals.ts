import { join } from 'node:path';
import { AV_PIX_FMT_RGBA } from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import { openContainer } from '../../../lib/media/container.ts';
import { decode } from '../../../lib/media/decode.ts';
import { type Video, writeClip } from '../../../tools/example-clips/encoder.ts';

/** A clip as a camera records it, made of a smaller one. */
export type Original = {
  name: string;
  extension: string;
  frames: number;
  /** What analyzing may cost, over decoding its pictures on one thread. */
  atMost?: number;
  video: Omit<Video, 'pictures'>;
};

const FULL_HD = { width: 1920, height: 1080, frameRate: { num: 30, den: 1 } };

export const ORIGINALS: readonly Original[] = [
  {
    name: '4K 60 fps HEVC 10-bit',
    extension: 'mp4',
    frames: 60,
    atMost: 0.6,
    video: {
      width: 3840,
      height: 2160,
      frameRate: { num: 60, den: 1 },
      codec: 'libx265',
      pixelFormat: 'yuv420p10le',
      crf: 24,
      gopSize: 60,
      codecOptions: { preset: 'ultrafast', 'x265-params': 'bframes=3:log-level=none' },
    },
  },
  {
    name: '1080p H.264',
    extension: 'mp4',
    frames: 120,
    atMost: 0.8,
    video: { ...FULL_HD, crf: 20, codecOptions: { preset: 'veryfast' } },
  },
  {
    name: '1080p VP9',
    extension: 'webm',
    frames: 60,
    video: {
      ...FULL_HD,
      codec: 'libvpx-vp9',
      crf: 34,
      codecOptions: { 'cpu-used': 8, deadline: 'realtime' },
    },
  },
  {
    name: '1080p AV1',
    extension: 'mp4',
    frames: 60,
    video: { ...FULL_HD, codec: 'libsvtav1', crf: 35, codecOptions: { preset: 12 } },
  },
];

/** @param file whose pictures are enlarged */
export async function original(
  { name, extension, frames, video }: Original,
  file: string,
  folder: string,
): Promise<string> {
  const made = join(folder, `${name}.${extension}`);
  await writeClip(made, { video: { ...video, pictures: await enlarged(file, video, frames) } });
  return made;
}

/** Kept small, and enlarged one at a time: 4K pictures are 33 MB each. */
async function enlarged(
  file: string,
  { width, height }: { width: number; height: number },
  most: number,
): Promise<Iterable<Uint8Array>> {
  const container = await openContainer(file);
  const frames: Frame[] = [];
  const take = ({ frame }: { frame: Frame }): void => {
    const copy = frames.length < most ? frame.clone() : null;
    if (copy) {
      frames.push(copy);
    }
  };
  const sink = { wants: () => true, take };
  await decode(container, file, undefined, sink, async () => {});
  container.format.closeInputSync();
  return enlargedEach(frames, width, height);
}

function* enlargedEach(frames: Frame[], width: number, height: number): Generator<Uint8Array> {
  const scaler = new SoftwareScaleContext();
  scaler.allocContext();
  const large = new Frame();
  large.alloc();
  Object.assign(large, { width, height, format: AV_PIX_FMT_RGBA });
  large.getBuffer();
  for (const frame of frames) {
    scaler.scaleFrameSync(large, frame);
    // Rows of such widths have no padding.
    yield new Uint8Array(large.data?.[0] ?? []);
    frame.free();
  }
  large.free();
  scaler.freeContext();
}
