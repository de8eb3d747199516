import type { Cue } from '../subtitles/cue.ts';
import { type FrameRate, nearestFrame, secondsOf } from './frame-rate.ts';
import type { FrameRange } from './kept-ranges.ts';
import type { Caption, Marker, Source } from './model.ts';
import type { TimelineRecord } from './timeline-record.ts';

/** From here on green, and yellow; below, red. */
const GOOD = 0.7;
const FAIR = 0.4;

/** What is worth searching for: `rating 0.9, establishing, dynamic, panning`. */
export function keywordsOf(record: TimelineRecord): string[] {
  const { rating, primary_shot_type, tags, camera_movement } = record;
  return [
    ...new Set([
      `rating ${rating}`,
      ...(primary_shot_type ? [primary_shot_type] : []),
      ...tags,
      ...(camera_movement ? [camera_movement] : []),
    ]),
  ];
}

/** Over a whole stretch what the clip shows, in the colour of its rating; at each cut within, the shot that begins. */
export function markersOf(
  record: TimelineRecord,
  source: Source,
  range: FrameRange,
  frames: number,
  rate: FrameRate,
): Marker[] {
  const { rating, video_description_short, video_description_long, measured } = record;
  const colour = rating >= GOOD ? 'green' : rating >= FAIR ? 'yellow' : 'red';
  const markers: Marker[] = [
    {
      at: 0,
      frames,
      name: video_description_short,
      note: `${video_description_long} (rating ${rating})`,
      colour,
    },
  ];
  const start = secondsOf(range.start, source.rate);
  for (const [index, { start_seconds, camera }] of (measured?.shots ?? []).entries()) {
    const at = nearestFrame(start_seconds - start, rate);
    if (at > 0 && at < frames) {
      const note = camera.uncertain ? '' : camera.movement;
      markers.push({ at, frames: 1, name: `shot ${index + 1}`, note, colour: 'blue' });
    }
  }
  return markers;
}

/** What is said within a stretch, one after the other: editors refuse captions that overlap. */
export function captionsOf(
  cues: readonly Cue[],
  source: Source,
  range: FrameRange,
  frames: number,
  rate: FrameRate,
): Caption[] {
  const start = secondsOf(range.start, source.rate);
  const captions: Caption[] = [];
  for (const { startSeconds, endSeconds, text } of cues) {
    const before = captions.at(-1);
    const at = Math.max(
      before === undefined ? 0 : before.at + before.frames,
      nearestFrame(startSeconds - start, rate),
    );
    const end = Math.min(frames, nearestFrame(endSeconds - start, rate));
    if (end > at) {
      captions.push({ at, frames: end - at, text });
    }
  }
  return captions;
}
