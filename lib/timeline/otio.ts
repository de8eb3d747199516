import { basename } from 'node:path';
import { fileUrl } from '../util/file-url.ts';
import { type FrameRate, perSecond, rescaled } from './frame-rate.ts';
import type { Marker, Source, Timeline, TimelineClip } from './model.ts';

/** Under this key of `metadata` stands what OpenTimelineIO has no field for. */
const OURS = 'gulp-vlog-describe';

type Json = { [key: string]: Json | Json[] | string | number | boolean | null | string[] };

/**
 * OpenTimelineIO's JSON, in the versions of its schemas that 0.17 and 0.18 write. Frames of a source are counted at
 * the source's rate, and durations so that they are whole frames of the timeline.
 */
export function otioText(timeline: Timeline): string {
  const { name, rate, startFrame, width, height } = timeline;
  return `${JSON.stringify(
    {
      OTIO_SCHEMA: 'Timeline.1',
      metadata: { [OURS]: { width, height } },
      name,
      global_start_time: rationalTime(startFrame, rate),
      tracks: {
        ...item('Stack.1', 'tracks'),
        children: [track(timeline, 'Video'), track(timeline, 'Audio')],
      },
    } satisfies Json,
    null,
    2,
  )}\n`;
}

/** Clips without sound leave a gap in the track of the sound. */
function track({ clips, rate }: Timeline, kind: 'Video' | 'Audio'): Json {
  const children: Json[] = [];
  let end = 0;
  for (const [index, clip] of clips.entries()) {
    if (kind === 'Audio' && clip.source.sound === undefined) {
      continue;
    }
    if (clip.start > end) {
      children.push({
        ...item('Gap.1', ''),
        source_range: timeRange(0, clip.start - end, rate),
      });
    }
    children.push(otioClip(clip, index + 1, rate, kind === 'Video'));
    end = clip.start + clip.frames;
  }
  return { ...item('Track.1', kind === 'Video' ? 'V1' : 'A1'), kind, children };
}

function otioClip(clip: TimelineClip, number: number, rate: FrameRate, isVideo: boolean): Json {
  const { source } = clip;
  const start = source.startFrame + clip.sourceFrame;
  const inSource = (frames: number): number => rescaled(frames, rate, source.rate);
  return {
    ...item('Clip.2', clip.name),
    source_range: timeRange(start, inSource(clip.frames), source.rate),
    markers: isVideo ? clip.markers.map((marker) => otioMarker(marker, start, clip, rate)) : [],
    active_media_reference_key: 'DEFAULT_MEDIA',
    media_references: { DEFAULT_MEDIA: reference(source) },
    metadata: {
      // DaVinci Resolve's: picture and sound of one number belong together.
      Resolve_OTIO: { 'Link Group ID': number },
      ...(isVideo && { [OURS]: ours(clip, rate) }),
    },
  };
}

function ours(clip: TimelineClip, rate: FrameRate): Json {
  const { filename, description, rating, keywords, captions, segment, segments } = clip;
  return {
    ...{ filename, description, rating, keywords, segment, segments },
    captions: captions.map(({ at, frames, text }) => ({
      range: timeRange(at, frames, rate),
      text,
    })),
  };
}

/** Markers are placed in the time of their clip's source. */
function otioMarker(marker: Marker, start: number, clip: TimelineClip, rate: FrameRate): Json {
  const inSource = (frames: number): number => rescaled(frames, rate, clip.source.rate);
  return {
    OTIO_SCHEMA: 'Marker.2',
    metadata: {},
    name: marker.name,
    comment: marker.note,
    color: marker.colour.toUpperCase(),
    marked_range: timeRange(start + inSource(marker.at), inSource(marker.frames), clip.source.rate),
  };
}

function reference({ path, startFrame, frames, rate }: Source): Json {
  return {
    OTIO_SCHEMA: 'ExternalReference.1',
    metadata: {},
    name: basename(path),
    available_range: timeRange(startFrame, frames, rate),
    available_image_bounds: null,
    target_url: fileUrl(path),
  };
}

/** The fields that all items have. */
function item(schema: string, name: string): Json {
  return {
    OTIO_SCHEMA: schema,
    metadata: {},
    name,
    source_range: null,
    effects: [],
    markers: [],
    enabled: true,
  };
}

function timeRange(start: number, frames: number, rate: FrameRate): Json {
  return {
    OTIO_SCHEMA: 'TimeRange.1',
    start_time: rationalTime(start, rate),
    duration: rationalTime(frames, rate),
  };
}

function rationalTime(value: number, rate: FrameRate): Json {
  return { OTIO_SCHEMA: 'RationalTime.1', rate: perSecond(rate), value };
}
