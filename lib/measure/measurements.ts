import type { Measured } from '../record/schema.ts';

/** An analysis frame: a small luma picture. */
export type LumaFrame = {
  /** In s from the first frame of the clip. */
  timestampSeconds: number;
  /** In px, displayed orientation. */
  width: number;
  height: number;
  /** Row by row, 0 (black) to 255 (white), `width * height` bytes. */
  luma: Uint8Array;
};

/** What is measured in the pictures alone. */
export type Measurements = Pick<
  Measured,
  | 'camera'
  | 'shots'
  | 'boundaries'
  | 'active_picture'
  | 'fades'
  | 'jerky'
  | 'light'
  | 'colour'
  | 'frozen'
  | 'blurred'
  | 'activity'
  | 'detail_spread'
  | 'frames'
>;

/** What is measured in a sampled frame by itself. */
export type FrameMeasurements = Measured['frames'][number];
