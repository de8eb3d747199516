import type { Measured } from '../record/schema.ts';
import type { Container } from './container.ts';
import { nominalRateOf } from './nominal-rate.ts';
import { startTimecodeOf } from './start-timecode.ts';

/** How the frames and the sound of a file are counted. */
export type Counting = Pick<
  Measured['video'],
  | 'nominal_frame_rate'
  | 'variable_frame_rate'
  | 'start_timecode'
  | 'sound_channels'
  | 'sound_sample_rate'
>;

export function countingOf(container: Container): Counting {
  const { video, sound } = container;
  const rate = nominalRateOf(video);
  const timecode = startTimecodeOf(container);
  const { channels = 0, sampleRate = 0 } = sound?.codecpar ?? {};
  return {
    ...(rate === undefined
      ? { variable_frame_rate: true as const }
      : { nominal_frame_rate: inLowestTerms(rate.num, rate.den) }),
    ...(timecode !== undefined && { start_timecode: timecode }),
    ...(channels > 0 && { sound_channels: channels }),
    ...(sampleRate > 0 && { sound_sample_rate: sampleRate }),
  };
}

function inLowestTerms(num: number, den: number): string {
  let [a, b] = [num, den];
  while (b > 0) {
    [a, b] = [b, a % b];
  }
  return `${num / a}/${den / a}`;
}
