import type { TimelineFormat } from '../config/schema.ts';
import { TimelineFormatError, TimelineTooLongError } from './errors.ts';
import { perSecond } from './frame-rate.ts';
import type { Timeline } from './model.ts';
import { framesADay } from './timecode.ts';

/** Endings of file names, and the format that each chooses; of two that fit, the first. */
const ENDINGS: readonly (readonly [string, TimelineFormat])[] = [
  ['.markers.edl', 'markers'],
  ['.otio', 'otio'],
  ['.fcpxml', 'fcpxml'],
  ['.edl', 'edl'],
  ['.mlt', 'mlt'],
  ['.kdenlive', 'mlt'],
  ['.csv', 'csv'],
  ['.srt', 'srt'],
];

/** What tells of time by timecode alone, which begins anew after 24 h. */
const BY_TIMECODE: readonly TimelineFormat[] = ['edl', 'markers'];

/**
 * The format that a file's name asks for.
 *
 * @throws TimelineFormatError
 */
export function formatOf(file: string): TimelineFormat {
  const lower = file.toLowerCase();
  const [, format] = ENDINGS.find(([ending]) => lower.endsWith(ending)) ?? [];
  if (format === undefined) {
    throw new TimelineFormatError(
      file,
      ENDINGS.map(([ending]) => ending),
    );
  }
  return format;
}

/**
 * The contents of a timeline's file. What writes a format is loaded when it is asked for.
 *
 * @throws TimelineTooLongError
 */
export async function timelineText(
  file: string,
  format: TimelineFormat,
  timeline: Timeline,
): Promise<string> {
  const { rate, isDropFrame, startFrame, frames } = timeline;
  if (BY_TIMECODE.includes(format) && startFrame + frames > framesADay(rate, isDropFrame)) {
    throw new TimelineTooLongError(file, (startFrame + frames) / perSecond(rate) / 3600);
  }
  switch (format) {
    case 'otio':
      return (await import('./otio.ts')).otioText(timeline);
    case 'fcpxml':
      return (await import('./fcpxml.ts')).fcpxmlText(timeline);
    case 'edl':
      return (await import('./edl.ts')).edlText(timeline);
    case 'markers':
      return (await import('./edl.ts')).markerEdlText(timeline);
    case 'mlt':
      return (await import('./mlt.ts')).mltText(timeline);
    case 'csv':
      return (await import('./csv.ts')).csvText(timeline);
    case 'srt':
      return (await import('./srt.ts')).srtText(timeline);
  }
}
