import { stringifySync } from 'subtitle';
import { secondsOf } from './frame-rate.ts';
import type { Timeline } from './model.ts';

/** What is said on the timeline, as SRT subtitles: counted from the timeline's first frame. */
export function srtText({ clips, rate }: Timeline): string {
  const ms = (frame: number): number => Math.round(secondsOf(frame, rate) * 1000);
  const cues = clips.flatMap(({ start, captions }) =>
    captions.map(({ at, frames, text }) => ({
      type: 'cue' as const,
      data: { start: ms(start + at), end: ms(start + at + frames), text },
    })),
  );
  return stringifySync(cues, { format: 'SRT' });
}
