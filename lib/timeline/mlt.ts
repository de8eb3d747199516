import { basename } from 'node:path';
import { type FrameRate, greatestCommonDivisor, rescaled } from './frame-rate.ts';
import type { Source, Timeline, TimelineClip } from './model.ts';
import { timecodeOfFrame } from './timecode.ts';
import { type Xml, xml, xmlText } from './xml.ts';

/** Of Shotcut's markers. */
const COLOURS = { green: '#008000', yellow: '#ffff00', red: '#ff0000', blue: '#0000ff' };

/** Those of Kdenlive's nine categories of guides that have the colour. */
const CATEGORIES = { green: 3, yellow: 4, red: 8, blue: 1 };

/** Of Kdenlive's documents, before 23.04; newer ones convert it. */
const KDENLIVE_VERSION = '1.04';

/** MLT XML: two playlists of cuts, picture and sound, as `melt` plays, and Kdenlive and Shotcut open. */
export function mltText(timeline: Timeline): string {
  const { name, clips, rate, frames } = timeline;
  const sources = [...new Set(clips.map(({ source }) => source))];
  const heard = clips.filter(({ source }) => source.sound !== undefined);
  const root = xml('mlt', { LC_NUMERIC: 'C', producer: 'timeline', title: name }, [
    profile(timeline),
    ...sources.map((source) => producer(source, rate)),
    bin(timeline, sources),
    xml('playlist', { id: 'A1' }, [property('kdenlive:audio_track', 1), ...entries(heard, rate)]),
    xml('playlist', { id: 'V1' }, [...entries(clips, rate)]),
    xml('tractor', { id: 'timeline', title: name, in: 0, out: frames - 1 }, [
      property('shotcut', 1),
      xml('properties', { name: 'shotcut:markers' }, [...shotcutMarkers(timeline)]),
      xml('multitrack', {}, [
        xml('track', { producer: 'A1', hide: 'video' }),
        xml('track', { producer: 'V1', hide: 'audio' }),
      ]),
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
function framesOf(source: Source, rate: FrameRate): number {
  return Math.max(1, Math.round(rescaled(source.frames, source.rate, rate)));
}

function producer(source: Source, rate: FrameRate): Xml {
  const frames = framesOf(source, rate);
  return xml('producer', { id: `clip${source.id}`, in: 0, out: frames - 1 }, [
    property('length', frames),
    property('mlt_service', 'avformat-novalidate'),
    property('resource', source.path),
    property('shotcut:caption', basename(source.path)),
    // By this Kdenlive finds a clip of the timeline in its bin; 1 is the bin itself.
    property('kdenlive:id', source.id + 1),
    property('kdenlive:clipname', basename(source.path)),
  ]);
}

/** Kdenlive's list of files, with its guides. It takes clips that are not in it off the timeline. */
function bin({ clips, rate }: Timeline, sources: readonly Source[]): Xml {
  const guides = clips.flatMap((clip) =>
    clip.markers.map(({ at, name, colour }) => ({
      comment: name,
      pos: clip.start + at,
      type: CATEGORIES[colour],
    })),
  );
  return xml('playlist', { id: 'main_bin' }, [
    property('kdenlive:docproperties.version', KDENLIVE_VERSION),
    property('kdenlive:docproperties.guides', JSON.stringify(guides)),
    property('xml_retain', 1),
    ...sources.map((source) =>
      xml('entry', { producer: `clip${source.id}`, in: 0, out: framesOf(source, rate) - 1 }),
    ),
  ]);
}

function* entries(clips: readonly TimelineClip[], rate: FrameRate): Generator<Xml> {
  let end = 0;
  for (const { source, sourceFrame, start, frames } of clips) {
    if (start > end) {
      yield xml('blank', { length: start - end });
    }
    const first = positionOf(sourceFrame, source, rate);
    yield xml('entry', { producer: `clip${source.id}`, in: first, out: first + frames - 1 });
    end = start + frames;
  }
}

/**
 * MLT shows the frame of a file that is nearest to a position on the timeline: the first position that shows this frame,
 * or, of a file with a higher rate, one of those just after it.
 */
export function positionOf(frame: number, source: Source, rate: FrameRate): number {
  return Math.max(0, Math.ceil(rescaled(frame - 0.5, source.rate, rate) - 1e-6));
}

function* shotcutMarkers({ clips, rate }: Timeline): Generator<Xml> {
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
