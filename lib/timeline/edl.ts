import { basename, extname } from 'node:path';
import { isSameRate, rateText, rescaled } from './frame-rate.ts';
import type { Source, Timeline, TimelineClip } from './model.ts';
import { oneLine } from './one-line.ts';
import { relabelled, timecodeOfFrame } from './timecode.ts';

/** The field is so wide. */
const REEL_LENGTH = 8;

/**
 * An edit decision list after CMX 3600: one event for each stretch, source and record by timecode. It has one rate, so
 * the timecode of a source with another keeps its hours to seconds, and counts the timeline's frames within a second.
 */
export function edlText(timeline: Timeline): string {
  const { name, isDropFrame, clips } = timeline;
  const reels = reelsOf(clips.map(({ source }) => source));
  const events = clips.flatMap((clip, index) => {
    const { source } = clip;
    const reel = (reels.get(source) ?? '').padEnd(REEL_LENGTH);
    const channels = (source.sound === undefined ? 'V' : 'AA/V').padEnd(5);
    const times = [...sourceTimecodes(clip, timeline), ...recordTimecodes(clip, timeline)];
    return [
      `${eventNumber(index)}  ${reel} ${channels} C        ${times.join(' ')}`,
      // By this name editors find the file.
      `* FROM CLIP NAME: ${oneLine(basename(source.path))}`,
      `* SOURCE FILE: ${oneLine(source.path)}`,
      `* COMMENT: ${oneLine(clip.name)} (${clip.keywords.join(', ')})`,
      `* COMMENT: ${oneLine(clip.description)}`,
      ...(isSameRate(source.rate, timeline.rate)
        ? []
        : [`* COMMENT: the file has ${rateText(source.rate)} frames per second`]),
      ...clip.markers
        .filter(({ at }) => at > 0)
        .map(
          (marker) =>
            `* LOC: ${recordTimecode(clip.start + marker.at, timeline)} ` +
            `${marker.colour.toUpperCase().padEnd(7)} ${oneLine(marker.name)}`,
        ),
      '',
    ];
  });
  return crLf([
    `TITLE: ${oneLine(name)}`,
    `FCM: ${isDropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
    '',
    ...events,
  ]);
}

/**
 * Timeline markers as DaVinci Resolve exports and imports them: an event of one frame for each, followed by note,
 * colour, name and length.
 */
export function markerEdlText(timeline: Timeline): string {
  const markers = timeline.clips.flatMap((clip) =>
    clip.markers.map((marker) => ({ ...marker, at: clip.start + marker.at })),
  );
  const events = markers.flatMap(({ at, frames, name, note, colour }, index) => {
    const times = [recordTimecode(at, timeline), recordTimecode(at + 1, timeline)];
    return [
      `${eventNumber(index)}  001      V     C        ${[...times, ...times].join(' ')}  `,
      `${plain(note)} |C:ResolveColor${capital(colour)} |M:${plain(name)} |D:${frames}`,
      '',
    ];
  });
  return crLf([
    `TITLE: ${oneLine(timeline.name)}`,
    `FCM: ${timeline.isDropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
    '',
    ...events,
  ]);
}

/** Where a stretch is in its source, by timecode at the timeline's rate; the second is the first frame left out. */
export function sourceTimecodes(
  { source, sourceFrame, frames }: TimelineClip,
  { rate }: Timeline,
): [string, string] {
  const start = isSameRate(source.rate, rate)
    ? source.startFrame + sourceFrame
    : relabelled(source.startFrame, source.rate, rate) +
      Math.round(rescaled(sourceFrame, source.rate, rate));
  return [
    timecodeOfFrame(start, rate, source.isDropFrame),
    timecodeOfFrame(start + frames, rate, source.isDropFrame),
  ];
}

/** Where it is on the timeline; the second is the first frame after it. */
export function recordTimecodes(
  { start, frames }: TimelineClip,
  timeline: Timeline,
): [string, string] {
  return [recordTimecode(start, timeline), recordTimecode(start + frames, timeline)];
}

function recordTimecode(frame: number, { startFrame, rate, isDropFrame }: Timeline): string {
  return timecodeOfFrame(startFrame + frame, rate, isDropFrame);
}

/** From 001; after 999 with as many digits as it takes. */
function eventNumber(index: number): string {
  return String(index + 1).padStart(3, '0');
}

/** The names of the files as far as the field holds them, numbered where two would be the same. */
function reelsOf(sources: readonly Source[]): Map<Source, string> {
  const reels = new Map<Source, string>();
  const taken = new Set<string>();
  const next = new Map<string, number>();
  for (const source of new Set(sources)) {
    const name = basename(source.path, extname(source.path))
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '');
    const whole = name.slice(0, REEL_LENGTH) || 'CLIP';
    let reel = whole;
    for (let number = next.get(whole) ?? 2; taken.has(reel); number++) {
      const digits = String(number);
      reel = whole.slice(0, REEL_LENGTH - digits.length) + digits;
      next.set(whole, number + 1);
    }
    taken.add(reel);
    reels.set(source, reel);
  }
  return reels;
}

/** A bar would end the field. */
function plain(text: string): string {
  return oneLine(text).replaceAll('|', '/');
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function crLf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}
