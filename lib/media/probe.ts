import { avGetCodecName, type Frame, type Rational, type Stream } from 'node-av/lib';
import type { Probe } from './clip-analysis.ts';
import type { Container } from './container.ts';
import { countingOf } from './counting.ts';
import type { Pass } from './decode.ts';
import { placeOf } from './place.ts';
import { recordedOf } from './recorded.ts';
import { type Size, swapped } from './sample/geometry.ts';
import {
  type Orientation,
  orientationOf,
  rotationDegrees,
  swapsSides,
} from './sample/orientation.ts';
import { type HdrTransfer, hdrTransferOf } from './sample/tone-map.ts';

/** Beyond this, a pixel's proportions are damage and not a format. */
const MAX_PIXEL_ASPECT = 10;

/** What must be known before the first frame can be scaled. */
export type Display = {
  size: Size;
  orientation: Orientation;
  hdr: HdrTransfer | undefined;
};

/** How a player would show the clip: pixel aspect applied, upright. */
export function displayOf(video: Stream, first: Frame): Display {
  const orientation = orientationOf(video);
  const size = {
    width: Math.max(1, Math.round(first.width * pixelAspectOf(video, first))),
    height: first.height,
  };
  return {
    size: swapsSides(orientation) ? swapped(size) : size,
    orientation,
    hdr: hdrTransferOf(first),
  };
}

/** The container's word before the codec's, as `av_guess_sample_aspect_ratio` does. */
export function pixelAspectOf(
  video: Stream,
  coded: { readonly sampleAspectRatio: Rational },
): number {
  const aspect = [video.sampleAspectRatio, coded.sampleAspectRatio].map(ratio).find((n) => n > 0);
  return aspect && aspect <= MAX_PIXEL_ASPECT && aspect >= 1 / MAX_PIXEL_ASPECT ? aspect : 1;
}

function ratio({ num, den }: Rational): number {
  return den > 0 ? num / den : 0;
}

/** How long the container says the clip is, in s; 0 when it does not say. It can be wrong. */
export function claimedSeconds({ format, video }: Container): number {
  const own = Number(video.duration) * ratio(video.timeBase);
  const whole = Number(format.duration) / 1e6;
  return [own, whole].find((seconds) => seconds > 0) ?? 0;
}

export function probeOf(
  container: Container,
  { size, orientation, hdr }: Display,
  isInterlaced: boolean,
  { frames, durationSeconds }: Pass,
): Probe {
  const { video, hasSound } = container;
  const recorded = recordedOf(container);
  const place = placeOf(container);
  return {
    codec: avGetCodecName(video.codecpar.codecId) ?? 'unknown',
    ...size,
    rotationDegrees: rotationDegrees(orientation),
    frameRate: frames > 1 ? frames / durationSeconds : 0,
    durationSeconds,
    hasSound,
    counting: countingOf(container),
    isInterlaced,
    ...(hdr && { hdr }),
    ...(recorded && { recorded }),
    ...(place && { place }),
  };
}
