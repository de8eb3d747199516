import { recordTimecodes, sourceTimecodes } from './edl.ts';
import { rateText, secondsOf } from './frame-rate.ts';
import type { Timeline, TimelineClip } from './model.ts';
import { oneLine } from './one-line.ts';

/** What each column of the table has of a stretch. */
const COLUMNS: Record<string, (clip: TimelineClip, timeline: Timeline) => string | number> = {
  clip: ({ filename }) => filename,
  name: ({ name }) => name,
  file: ({ source }) => source.path,
  segment: ({ segment }) => segment,
  segments: ({ segments }) => segments,
  source_in: (clip, timeline) => sourceTimecodes(clip, timeline)[0],
  source_out: (clip, timeline) => sourceTimecodes(clip, timeline)[1],
  record_in: (clip, timeline) => recordTimecodes(clip, timeline)[0],
  record_out: (clip, timeline) => recordTimecodes(clip, timeline)[1],
  record_in_seconds: ({ start }, { rate }) => rounded(secondsOf(start, rate)),
  source_in_seconds: ({ source, sourceFrame }) => rounded(secondsOf(sourceFrame, source.rate)),
  duration_seconds: ({ frames }, { rate }) => rounded(secondsOf(frames, rate)),
  duration_frames: ({ frames }) => frames,
  source_frame_rate: ({ source }) => rateText(source.rate),
  rating: ({ rating }) => rating,
  keywords: ({ keywords }) => keywords.join(', '),
  markers: ({ markers }) => markers.length,
  description: ({ description }) => description,
  transcript: ({ captions }) => captions.map(({ text }) => text).join(' '),
};

/** A table after RFC 4180, one row for each stretch, for spreadsheets and logs. */
export function csvText(timeline: Timeline): string {
  const rows = [
    Object.keys(COLUMNS),
    ...timeline.clips.map((clip) =>
      Object.values(COLUMNS).map((column) => cell(column(clip, timeline))),
    ),
  ];
  // By the mark at its beginning spreadsheets know that it is UTF-8.
  return `\ufeff${rows.map((row) => `${row.join(',')}\r\n`).join('')}`;
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe instead. */
function cell(value: string | number): string {
  if (typeof value === 'number') {
    return String(value);
  }
  const text = oneLine(value).replace(/^[=+\-@]/, "'$&");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(6));
}
