/** Clips over these lengths, in s, are sampled at half the rate, as in the seed's system. */
const HALVED_OVER_SECONDS = [120, 300];

/** For floating point, in frames: a time on a frame of the raster is that frame. */
const ROUNDING_FRAMES = 1e-6;

/** Frames per s at which a clip of this length is sampled evenly: `fps`, half of it over 120 s, a quarter over 300 s. */
export function uniformRate(fps: number, durationSeconds: number): number {
  return fps / 2 ** HALVED_OVER_SECONDS.filter((limit) => durationSeconds > limit).length;
}

/**
 * The number of the frame that is nearest to a moment, in the seed's counting: frame k of a clip is the one at
 * k / {@link uniformRate} s. It always lies within the clip.
 */
export function uniformFrame(seconds: number, fps: number, durationSeconds: number): number {
  const rate = uniformRate(fps, durationSeconds);
  const last = Math.max(0, Math.ceil(durationSeconds * rate - ROUNDING_FRAMES) - 1);
  return Math.min(last, Math.max(0, Math.round(seconds * rate)));
}
