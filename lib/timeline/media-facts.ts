import type { Measured } from '../record/schema.ts';
import type { TimelineRecord } from './timeline-record.ts';

/** What a timeline needs to know of a file, as records and the media workers have it. */
export type MediaFacts = Pick<
  Measured['video'],
  | 'width'
  | 'height'
  | 'frame_rate'
  | 'has_sound'
  | 'nominal_frame_rate'
  | 'variable_frame_rate'
  | 'start_timecode'
  | 'sound_channels'
  | 'sound_sample_rate'
> & {
  /** 0 when it is not known. */
  seconds: number;
};

/** Of a clip that cannot be asked and whose record tells nothing of it, as those of other daemons. */
const UNKNOWN = { width: 1920, height: 1080, frame_rate: 0, has_sound: true };

/** In s: 100 days. Frames of longer clips are more than MLT, whose counts have 32 bits, could count. */
const LONGEST = 100 * 24 * 3600;

/** The facts as far as a record has them. A length that no clip has is not known. */
export function factsOfRecord(record: TimelineRecord): MediaFacts {
  const { video_length_seconds, measured } = record;
  const seconds = video_length_seconds <= LONGEST ? video_length_seconds : 0;
  return { ...UNKNOWN, ...measured?.video, seconds };
}

/** Whether the record alone tells how the clip's frames are counted; those of older versions do not. */
export function isKnown({ nominal_frame_rate, variable_frame_rate }: MediaFacts): boolean {
  return nominal_frame_rate !== undefined || variable_frame_rate === true;
}
