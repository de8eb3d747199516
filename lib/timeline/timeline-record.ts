import { z } from 'zod';
import { parseRecord } from '../record/parse.ts';
import { VideoDescription } from '../record/schema.ts';

const { measured } = VideoDescription.shape;

/** What a timeline takes from a record. The rest is neither checked nor kept: of thousands of clips it takes most of the time. */
const TimelineRecord = z.object({
  ...VideoDescription.pick({
    filename: true,
    video_description_long: true,
    video_description_short: true,
    primary_shot_type: true,
    tags: true,
    video_length_seconds: true,
    video_timestamp: true,
    rating: true,
    segments: true,
    camera_movement: true,
  }).shape,
  measured: measured.unwrap().pick({ video: true, shots: true }).optional(),
});
export type TimelineRecord = z.infer<typeof TimelineRecord>;

/** @throws RecordMalformedError naming the first field that is wrong */
export function parseTimelineRecord(value: unknown): TimelineRecord {
  return parseRecord(TimelineRecord, value);
}
