import {
  type FrameRate,
  isSameRate,
  nearestFrame,
  parseFrameRate,
  rateOfMean,
  timelineRateFor,
} from './frame-rate.ts';
import type { MediaFacts } from './media-facts.ts';
import type { Source, Timeline } from './model.ts';
import { frameOfTimecode, hasDropFrame, parseTimecode, relabelled } from './timecode.ts';

/** Assumed of a clip of which nothing is known. */
const USUAL_RATE = 25;

/** How the frames of a file are counted; `undefined` when they come at uneven times. */
export function constantRate(facts: MediaFacts): FrameRate | undefined {
  return facts.variable_frame_rate
    ? undefined
    : (parseFrameRate(facts.nominal_frame_rate ?? '') ?? rateOfMean(facts.frame_rate));
}

/** The rate that a timeline of this file alone would have. */
export function usualRate(facts: MediaFacts): FrameRate {
  const rate = constantRate(facts);
  return timelineRateFor(rate ? rate.num / rate.den : facts.frame_rate || USUAL_RATE);
}

/** A file as a source of a timeline: one with a variable rate is counted in the timeline's frames. */
export function sourceOf(
  id: number,
  path: string,
  facts: MediaFacts,
  timeline: Pick<Timeline, 'rate' | 'isDropFrame'>,
): Source {
  const own = constantRate(facts);
  const rate = own ?? timeline.rate;
  const timecode = parseTimecode(facts.start_timecode ?? '');
  const counted = own ?? usualRate(facts);
  const startFrame = timecode === undefined ? 0 : frameOfTimecode(timecode, counted);
  return {
    id,
    path,
    rate,
    isVariable: own === undefined,
    startFrame: isSameRate(rate, counted) ? startFrame : relabelled(startFrame, counted, rate),
    isDropFrame: hasDropFrame(rate) && (timecode ?? timeline).isDropFrame,
    frames: nearestFrame(facts.seconds, rate),
    width: facts.width,
    height: facts.height,
    sound: facts.has_sound
      ? { channels: facts.sound_channels, sampleRate: facts.sound_sample_rate }
      : undefined,
  };
}
