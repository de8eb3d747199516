import { basename } from 'node:path';
import { type FrameRate, greatestCommonDivisor, rescaled } from './frame-rate.ts';
import type { Source, Timeline, TimelineClip } from './model.ts';
import { timecodeOfFrame } from './timecode.ts';
import { type Xml, xml, xmlText } from './xml.ts';

/** Of Shotcut's markers. */
const COLOURS = { green: '#008000', yellow: '#ffff00', red: '#ff0000', blue: '#0000ff' };

/** MLT XML: a playlist of cuts, as `melt` plays, Kdenlive takes as a clip and Shotcut opens. */
export function mltText(timeline: Timeline): string {
  const { name, clips, rate, frames } = timeline;
  const sources = [...new Set(clips.map(({ source }) => source))];
  const last = frames - 1;
  const root = xml('mlt', { LC_NUMERIC: 'C', producer: 'timeline', title: name }, [
    profile(timeline),
    ...sources.map((source) => producer(source, rate)),
    xml('playlist', { id: 'V1' }, [...entries(clips, rate)]),
    xml('tractor', { id: 'timeline', title: name, in: 0, out: last }, [
      property('shotcut', 1),
      xml('properties', { name: 'shotcut:markers' }, [...markers(timeline)]),
      xml('multitrack', {}, [xml('track', { producer: 'V1' })]),
    ]),
  ]);
  return xmlText(root);
}

function profile({ width, height, rate }: Timeline): Xml {
  // Encoders of most formats refuse odd sizes.
  const even = (pixels: number): number => Math.max(2, pixels + (pixels % 2));
  const divisor = greatestCommonDivisor(even(width), even(height));
  return xml('profile', {
    description: 'timeline',
    ...{ width: even(width), height: even(height), progressive: 1 },
    ...{ sample_aspect_num: 1, sample_aspect_den: 1 },
    display_aspect_num: even(width) / divisor,
    display_aspect_den: even(height) / divisor,
    ...{ frame_rate_num: rate.num, frame_rate_den: rate.den, colorspace: 709 },
  });
}

/** MLT counts the frames of each file at the timeline's rate. */
function producer(source: Source, rate: FrameRate): Xml {
  const frames = Math.max(1, Math.round(rescaled(source.frames, source.rate, rate)));
  return xml('producer', { id: `clip${source.id}`, in: 0, out: frames - 1 }, [
    property('length', frames),
    property('mlt_service', 'avformat-novalidate'),
    property('resource', source.path),
    property('shotcut:caption', basename(source.path)),
  ]);
}

function* entries(clips: readonly TimelineClip[], rate: FrameRate): Generator<Xml> {
  let end = 0;
  for (const { source, sourceFrame, start, frames } of clips) {
    if (start > end) {
      yield xml('blank', { length: start - end });
    }
    const first = Math.round(rescaled(sourceFrame, source.rate, rate));
    yield xml('entry', { producer: `clip${source.id}`, in: first, out: first + frames - 1 });
    end = start + frames;
  }
}

function* markers({ clips, rate }: Timeline): Generator<Xml> {
  let number = 0;
  for (const clip of clips) {
    for (const { at, name, colour } of clip.markers) {
      const time = timecodeOfFrame(clip.start + at, rate, false);
      yield xml('properties', { name: number++ }, [
        property('text', name),
        property('start', time),
        property('end', time),
        property('color', COLOURS[colour]),
      ]);
    }
  }
}

function property(name: string, value: string | number): Xml {
  return xml('property', { name }, String(value));
}
