import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { SampledFrame } from '../../lib/media/clip-analysis.ts';

/** A decoded JPEG, by a decoder that is not FFmpeg's. */
export type Decoded = {
  width: number;
  height: number;
  /** Red, green, blue at a place given as shares of width and height. */
  at: (x: number, y: number) => [number, number, number];
};

export async function decodeJpeg(frame: SampledFrame | undefined): Promise<Decoded> {
  if (!frame?.picture) {
    throw new Error('the frame has no picture');
  }
  const image = await loadImage(Buffer.from(frame.picture.jpeg));
  const { width, height } = image;
  const canvas = createCanvas(width, height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, width, height);
  const at = (x: number, y: number): [number, number, number] => {
    const i = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
    return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
  };
  return { width, height, at };
}
