import type { Measured } from '../record/schema.ts';
import { exposure } from './exposure.ts';
import { secondsOf } from './ranges.ts';
import { type SegmentMeasurements, usableRanges } from './segments.ts';

/** What a rating is made of. */
export type RatingMeasurements = SegmentMeasurements &
  Pick<Measured, 'camera' | 'colour' | 'frames'> & {
    video: Pick<Measured['video'], 'width' | 'height'>;
  };

/** What somebody sees of how well a clip is filmed; more is better. */
export type RatingParts = {
  /** 1 less the median blur of the sampled frames. */
  sharpness: number;
  /** Doublings of the shorter side from 240 px on, at most 2: nobody sees more in a preview. */
  resolution: number;
  exposure: number;
  steadiness: number;
  /** 1 unless the camera keeps to no movement. */
  purpose: number;
  /** Natural logarithm of the colourfulness. */
  colour: number;
};

/**
 * What each part adds to the logit, from 58 pairs of real clips of which somebody who knew no formula said which was
 * better filmed (Bradley and Terry 1952): `npm run bench -- measure` fits them again. Contrast, loudness and length were
 * tried as well, and got weights near 0.
 */
export const RATING_WEIGHTS: Readonly<Record<keyof RatingParts, number>> = {
  sharpness: 12.49,
  resolution: 1.15,
  exposure: 4.62,
  steadiness: 2.5,
  purpose: 0.73,
  colour: 0.87,
};

/** The score of the middle one of those clips, whose rating is 0.5. */
const MIDDLE = 19.46;

/** In px. */
const SMALLEST_SIDE = 240;
const MOST_DOUBLINGS = 2;

/** Shake in % of the frame's width per s that makes a clip half as steady. */
const HALF_STEADY = 3;

/** Keeps the logarithm of colourless clips in bounds. */
const LEAST_COLOUR = 8;

/**
 * How well a clip is filmed, 0 to 1: how likely it is to be preferred to a middling one, and at most the share of it that
 * is usable. It says nothing of what is shown.
 */
export function ratingOf(measurements: RatingMeasurements, durationSeconds: number): number {
  const usable = usableRanges(measurements, durationSeconds).reduce(
    (sum, range) => sum + secondsOf(range),
    0,
  );
  return ratingOfParts(
    ratingParts(measurements),
    durationSeconds > 0 ? usable / durationSeconds : 0,
  );
}

/** @param usable share of the clip */
export function ratingOfParts(parts: RatingParts, usable: number): number {
  return Math.min(usable, 1 / (1 + Math.exp(MIDDLE - scoreOf(parts))));
}

export function scoreOf(parts: RatingParts, weights = RATING_WEIGHTS): number {
  return Object.entries(weights).reduce(
    (sum, [part, weight]) => sum + weight * parts[part as keyof RatingParts],
    0,
  );
}

export function ratingParts(measurements: RatingMeasurements): RatingParts {
  const { frames, video, light, camera, colour } = measurements;
  const side = Math.min(video.width, video.height);
  return {
    sharpness: 1 - median(frames.map(({ blur }) => blur ?? 0)),
    resolution: Math.max(0, Math.min(MOST_DOUBLINGS, Math.log2(side / SMALLEST_SIDE))),
    exposure: exposure(light.mean_luma),
    steadiness: 1 / (1 + camera.shake_percent_per_second / HALF_STEADY),
    purpose: camera.movement === 'random' ? 0 : 1,
    colour: Math.log(LEAST_COLOUR + (colour?.colourfulness ?? 0)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;
}
