import { AVCOL_RANGE_JPEG, AVCOL_SPC_BT470BG, type AVPixelFormat } from 'node-av/constants';
import { FFmpegError, Frame } from 'node-av/lib';
import type { Size } from './geometry.ts';

/** A picture to scale others into. */
export function blankPicture({ width, height }: Size, format: AVPixelFormat): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.format = format;
  frame.width = width;
  frame.height = height;
  // JFIF: full range, and the matrix of BT.601.
  frame.colorRange = AVCOL_RANGE_JPEG;
  frame.colorSpace = AVCOL_SPC_BT470BG;
  FFmpegError.throwIfError(frame.getBuffer(), 'make room for a picture');
  return frame;
}
