import { basename } from 'node:path';
import { fileUrl } from '../util/file-url.ts';
import { type FrameRate, isSameRate, perSecond } from './frame-rate.ts';
import type { Caption, Marker, Source, Timeline, TimelineClip } from './model.ts';
import { type RationalTime, rationalText, sum, timeOfFrame } from './rational-time.ts';
import { type Xml, xml, xmlText } from './xml.ts';

/** Read by Final Cut Pro 10.6 and newer, and by DaVinci Resolve 18. */
const VERSION = '1.10';

/** What the format has names for. */
const CONFORM_RATES = ['23.98', '24', '25', '29.97', '30', '60', '47.95', '48', '50', '59.94'];

/** Final Cut wants a language, and takes those that it does not know for English. */
const CAPTION_ROLE = 'iTT?captionFormat=ITT.en';

/** Final Cut's own XML: a library with one event and in it one project. */
export function fcpxmlText(timeline: Timeline): string {
  const { name, rate, frames, startFrame, isDropFrame, clips } = timeline;
  const formats = new Formats();
  const sequenceFormat = formats.idOf(timeline.width, timeline.height, rate);
  const sources = [...new Set(clips.map(({ source }) => source))];
  const assets = sources.map((source) => asset(source, formats));
  const spine = xml('spine', {}, [...story(timeline, formats)]);
  const sequence = xml(
    'sequence',
    {
      format: sequenceFormat,
      duration: rationalText(timeOfFrame(frames, rate)),
      tcStart: rationalText(timeOfFrame(startFrame, rate)),
      tcFormat: isDropFrame ? 'DF' : 'NDF',
      audioLayout: 'stereo',
      audioRate: '48k',
    },
    [spine],
  );
  const root = xml('fcpxml', { version: VERSION }, [
    xml('resources', {}, [...formats.elements(), ...assets]),
    xml('library', {}, [xml('event', { name }, [xml('project', { name }, [sequence])])]),
  ]);
  return xmlText(root, 'fcpxml');
}

/** The `format` resources: one for each size and rate. */
class Formats {
  readonly #ids = new Map<string, { id: string; xml: Xml }>();

  idOf(width: number, height: number, rate: FrameRate): string {
    const frameDuration = rationalText(timeOfFrame(1, rate));
    const key = `${width} ${height} ${frameDuration}`;
    const known = this.#ids.get(key);
    if (known !== undefined) {
      return known.id;
    }
    const id = `format${this.#ids.size + 1}`;
    this.#ids.set(key, { id, xml: xml('format', { id, frameDuration, width, height }) });
    return id;
  }

  elements(): Xml[] {
    return [...this.#ids.values()].map((format) => format.xml);
  }
}

function assetId({ id }: Source): string {
  return `asset${id}`;
}

function asset(source: Source, formats: Formats): Xml {
  const { path, rate, startFrame, frames, sound } = source;
  return xml(
    'asset',
    {
      id: assetId(source),
      name: basename(path),
      start: rationalText(timeOfFrame(startFrame, rate)),
      duration: rationalText(timeOfFrame(frames, rate)),
      hasVideo: 1,
      format: formats.idOf(source.width, source.height, rate),
      videoSources: 1,
      ...(sound && {
        hasAudio: 1,
        audioSources: 1,
        audioChannels: sound.channels,
        audioRate: sound.sampleRate,
      }),
    },
    [xml('media-rep', { kind: 'original-media', src: fileUrl(path) })],
  );
}

function* story({ clips, rate, startFrame }: Timeline, formats: Formats) {
  let end = 0;
  for (const clip of clips) {
    if (clip.start > end) {
      yield xml('gap', {
        name: 'Gap',
        offset: rationalText(timeOfFrame(startFrame + end, rate)),
        duration: rationalText(timeOfFrame(clip.start - end, rate)),
      });
    }
    yield assetClip(clip, rate, startFrame, formats);
    end = clip.start + clip.frames;
  }
}

function assetClip(clip: TimelineClip, rate: FrameRate, startFrame: number, formats: Formats): Xml {
  const { source } = clip;
  /** In the time of the source, in which everything within a clip is placed. */
  const start = timeOfFrame(source.startFrame + clip.sourceFrame, source.rate);
  return xml(
    'asset-clip',
    {
      ref: assetId(source),
      offset: rationalText(timeOfFrame(startFrame + clip.start, rate)),
      name: clip.name,
      start: rationalText(start),
      duration: rationalText(timeOfFrame(clip.frames, rate)),
      format: formats.idOf(source.width, source.height, source.rate),
      tcFormat: source.isDropFrame ? 'DF' : 'NDF',
    },
    [
      xml('note', {}, clip.description),
      ...conformRate(source.rate, rate),
      ...clip.captions.map((each, index) => caption(each, clip, index, start, rate)),
      ...clip.markers.map((each) => marker(each, start, rate)),
      xml('keyword', {
        start: rationalText(start),
        duration: rationalText(timeOfFrame(clip.frames, rate)),
        value: clip.keywords.join(', '),
      }),
    ],
  );
}

/** Keeps the speed of a clip whose rate is another than the timeline's. */
function conformRate(own: FrameRate, rate: FrameRate): Xml[] {
  if (isSameRate(own, rate)) {
    return [];
  }
  const srcFrameRate = String(Number(perSecond(own).toFixed(2)));
  return CONFORM_RATES.includes(srcFrameRate)
    ? [xml('conform-rate', { scaleEnabled: 0, srcFrameRate })]
    : [xml('conform-rate', { scaleEnabled: 0 })];
}

function marker({ at, frames, name, note }: Marker, start: RationalTime, rate: FrameRate): Xml {
  return xml('marker', {
    start: rationalText(sum(start, timeOfFrame(at, rate))),
    // Final Cut's markers are points: a longer one would reach into the next clip when this one is trimmed.
    duration: rationalText(timeOfFrame(Math.min(frames, 1), rate)),
    value: name,
    note: note === '' ? undefined : note,
  });
}

function caption(
  { at, frames, text }: Caption,
  { source, start: clipStart }: TimelineClip,
  index: number,
  start: RationalTime,
  rate: FrameRate,
): Xml {
  const style = `caption${source.id}-${clipStart}-${index}`;
  return xml(
    'caption',
    {
      lane: 1,
      offset: rationalText(sum(start, timeOfFrame(at, rate))),
      name: text,
      duration: rationalText(timeOfFrame(frames, rate)),
      role: CAPTION_ROLE,
    },
    [
      {
        ...xml('text', { placement: 'bottom' }, [xml('text-style', { ref: style }, text)]),
        isMixed: true,
      },
      xml('text-style-def', { id: style }, [
        xml('text-style', {
          font: '.AppleSystemUIFont',
          fontSize: 13,
          fontFace: 'Regular',
          fontColor: '1 1 1 1',
          backgroundColor: '0 0 0 1',
        }),
      ]),
    ],
  );
}
