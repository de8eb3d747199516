import type { TimelineOrder } from '../config/schema.ts';
import { counted, listed } from '../record/files.ts';
import type { Cue } from '../subtitles/cue.ts';
import { captionsOf, keywordsOf, markersOf } from './describe-clip.ts';
import { TimelineEmptyError } from './errors.ts';
import { type FrameRate, isSameRate, nearestFrame, rateText, rescaled } from './frame-rate.ts';
import { type FrameRange, keptRanges } from './kept-ranges.ts';
import type { MediaFacts } from './media-facts.ts';
import type { Source, Timeline, TimelineClip } from './model.ts';
import { constantRate, sourceOf, usualRate } from './source.ts';
import { frameOfTimecode, hasDropFrame, parseTimecode } from './timecode.ts';
import type { TimelineRecord } from './timeline-record.ts';

/** A described clip, and the file that an editor is to cut. */
export type DescribedClip = {
  record: TimelineRecord;
  /** Absolute path. */
  media: string;
  facts: MediaFacts;
  cues: readonly Cue[];
};

export type Arrangement = {
  timeline: Timeline;
  /** What a user should know, in one line each. */
  notes: string[];
};

/** Where the first frame of a timeline is, as editors have it by default. */
const START_HOURS = 1;

/**
 * Puts the kept segments of clips one after the other.
 *
 * @param clips each with a length
 * @param gapSeconds of black between two clips
 * @throws TimelineEmptyError when nothing is left to put on it
 */
export function arrange(
  name: string,
  clips: readonly DescribedClip[],
  order: TimelineOrder,
  gapSeconds: number,
): Arrangement {
  if (clips.length === 0) {
    throw new TimelineEmptyError(name);
  }
  const sorted = inOrder(clips, order);
  const rate = mostCommonRate(sorted);
  const isDropFrame = hasDropFrame(rate) && !isMostlyNonDrop(sorted, rate);
  const gap = nearestFrame(gapSeconds, rate);
  const wrong: string[] = [];
  const placed: TimelineClip[] = [];
  const sources = new Map<string, Source>();
  let end = 0;
  for (const clip of sorted) {
    const source =
      sources.get(clip.media) ??
      sourceOf(sources.size + 1, clip.media, clip.facts, { rate, isDropFrame });
    sources.set(clip.media, source);
    let isWrong = false;
    const ranges = keptRanges(clip.record.segments, source.rate, source.frames, () => {
      isWrong = true;
    });
    if (isWrong) {
      wrong.push(clip.record.filename);
    }
    if (placed.length > 0 && ranges.length > 0) {
      end += gap;
    }
    for (const [index, range] of ranges.entries()) {
      const frames = framesOnTimeline(range, source, rate);
      placed.push({
        ...place(clip, source, range, frames, rate),
        start: end,
        segment: index + 1,
        segments: ranges.length,
      });
      end += frames;
    }
  }
  if (placed.length === 0) {
    throw new TimelineEmptyError(name, wrong);
  }
  const [width, height] = mostCommonSize(sorted);
  const hour = { hours: START_HOURS, minutes: 0, seconds: 0, frames: 0, isDropFrame };
  const timeline = {
    ...{ name, rate, isDropFrame, startFrame: frameOfTimecode(hour, rate) },
    ...{ frames: end, width, height, clips: placed },
  };
  return { timeline, notes: [rateNote(sorted, rate), ...wrongNote(wrong)] };
}

function place(
  { record, cues }: DescribedClip,
  source: Source,
  range: FrameRange,
  frames: number,
  rate: FrameRate,
) {
  return {
    source,
    name: record.video_description_short,
    filename: record.filename,
    description: record.video_description_long,
    rating: record.rating,
    keywords: keywordsOf(record),
    sourceFrame: range.start,
    sourceFrames: range.end - range.start,
    frames,
    markers: markersOf(record, source, range, frames, rate),
    captions: captionsOf(cues, source, range, frames, rate),
  };
}

/**
 * As many frames of the timeline as fit: where rates differ, a stretch ends up to one of them early, and shows no frame that
 * was not kept.
 */
function framesOnTimeline({ start, end }: FrameRange, source: Source, rate: FrameRate): number {
  return Math.max(1, Math.floor(rescaled(end - start, source.rate, rate) + 1e-6));
}

const names = new Intl.Collator('en', { numeric: true });

/** In order; what each clip is compared by is found once. */
function inOrder(clips: readonly DescribedClip[], order: TimelineOrder): DescribedClip[] {
  return clips
    .map((clip) => ({
      clip,
      time: order === 'name' ? 0 : Date.parse(clip.record.video_timestamp),
      rating: order === 'rating' ? clip.record.rating : 0,
    }))
    .toSorted(
      (a, b) =>
        b.rating - a.rating ||
        a.time - b.time ||
        names.compare(a.clip.record.filename, b.clip.record.filename) ||
        names.compare(a.clip.media, b.clip.media),
    )
    .map(({ clip }) => clip);
}

/** Of as many, the first in order. */
function mostCommon<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value {
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  }
  return values.reduce((best, value) =>
    (counts.get(keyOf(value)) ?? 0) > (counts.get(keyOf(best)) ?? 0) ? value : best,
  );
}

function mostCommonRate(clips: readonly DescribedClip[]): FrameRate {
  return mostCommon(
    clips.map(({ facts }) => usualRate(facts)),
    ({ num, den }) => `${num}/${den}`,
  );
}

function mostCommonSize(clips: readonly DescribedClip[]): [number, number] {
  return mostCommon(
    clips.map(({ facts: { width, height } }): [number, number] => [width, height]),
    String,
  );
}

/** Whether most sources of this rate that have timecode count without dropping. */
function isMostlyNonDrop(clips: readonly DescribedClip[], rate: FrameRate): boolean {
  const counts = clips.flatMap(({ facts }) => {
    const own = constantRate(facts);
    const timecode = parseTimecode(facts.start_timecode ?? '');
    return own && timecode && isSameRate(own, rate) ? [timecode.isDropFrame] : [];
  });
  return counts.filter((drops) => !drops).length > counts.length / 2;
}

function rateNote(clips: readonly DescribedClip[], rate: FrameRate): string {
  const others = clips.flatMap(({ record, facts }) => {
    const own = constantRate(facts);
    if (own !== undefined && isSameRate(own, rate)) {
      return [];
    }
    return [`${record.filename} (${own === undefined ? 'variable' : rateText(own)})`];
  });
  const most = others.length === 0 ? '' : `, the most common rate; others are ${listed(others)}`;
  return `The timeline has ${rateText(rate)} frames per second${most}`;
}

function wrongNote(wrong: readonly string[]): string[] {
  return wrong.length === 0
    ? []
    : [
        `${counted(wrong.length)} with segments that are reversed, overlap or lie outside the clip; what can be ` +
          `kept of them was taken: ${listed(wrong)}`,
      ];
}
