import { basename, dirname, extname, resolve } from 'node:path';
import prettyMs from 'pretty-ms';
import Vinyl from 'vinyl';
import { resolveConfig } from '../config/load.ts';
import type { Config, ConfigInput, TimelineFormat } from '../config/schema.ts';
import { counted } from '../record/files.ts';
import { TimelineNotWrittenError } from '../timeline/errors.ts';
import { formatOf, timelineText } from '../timeline/formats.ts';
import { secondsOf } from '../timeline/frame-rate.ts';
import { TimelineIncompleteError } from './errors.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { log, warn } from './log.ts';
import type { TimelineClips } from './timeline-clips.ts';

/** What {@link timeline} is to write; what is left out is as in the configuration's `timeline`. */
export type TimelineOptions = Partial<Config['timeline']>;

/** Formats with a place for what is said. */
const WITH_CAPTIONS: readonly TimelineFormat[] = ['otio', 'fcpxml', 'csv', 'srt'];

/**
 * Records in, one timeline out, for a video editor: the kept segments of each clip one after the other. It takes what
 * `describe()` hands on, records, or clips with their records beside them.
 *
 * The file is written whole or not at all when the last record has arrived, and goes out as a vinyl file. A record that
 * cannot be read is reported in one line; the others are taken, and at the end the stream fails with the count.
 *
 * @throws {@link VlogDescribeError} with `code` `TIMELINE_FORMAT` when no format ends as `file` does; the stream fails
 *   with `TIMELINE_EMPTY`, `TIMELINE_TOO_LONG`, `TIMELINE_NOT_WRITTEN` or `TIMELINE_INCOMPLETE`
 */
export function timeline(input?: ConfigInput, options: TimelineOptions = {}): FileStream {
  const config = resolveConfig(input);
  const settings = resolveConfig({ timeline: { ...config.timeline, ...options } }).timeline;
  const format = settings.format ?? formatOf(settings.file);
  let clips: Promise<TimelineClips> | undefined;
  /** What reads records and files is loaded with the first one. */
  const load = async (): Promise<TimelineClips> => {
    const { TimelineClips } = await import('./timeline-clips.ts');
    return new TimelineClips(config, settings, WITH_CAPTIONS.includes(format), warn);
  };
  const close = async (): Promise<void> => {
    const [loaded] = await Promise.allSettled([clips]);
    if (loaded.status === 'fulfilled') {
      await loaded.value?.close();
    }
  };
  const stream = fileStream({
    mayBeLast: true,
    onFile: async (file) => {
      clips ??= load();
      (await clips).take(file);
      return undefined;
    },
    onEnd: async () => {
      clips ??= load();
      try {
        stream.push(await write(await clips, settings, format));
      } finally {
        await close();
      }
      const { failed } = await clips;
      if (failed > 0) {
        throw new TimelineIncompleteError(settings.file, failed);
      }
    },
    onFailure: close,
  });
  return stream;
}

async function write(
  taken: TimelineClips,
  { file, order, gap }: Config['timeline'],
  format: TimelineFormat,
): Promise<Vinyl> {
  const { arrange } = await import('../timeline/arrange.ts');
  const { writeTimeline } = await import('../timeline/write.ts');
  const { clips, notes } = await taken.described();
  notes.forEach(log);
  const name = basename(file, extname(file));
  const { timeline, notes: more } = arrange(name, clips, order, gap);
  more.forEach(log);
  const path = resolve(file);
  if (taken.has(path) || clips.some(({ media }) => media === path)) {
    throw new TimelineNotWrittenError(path, new Error('it is a clip, its record or its subtitles'));
  }
  const text = await timelineText(file, format, timeline);
  writeTimeline(path, text);
  const length = prettyMs(Math.round(secondsOf(timeline.frames, timeline.rate) * 1000));
  const segments = counted(timeline.clips.length, 'segment');
  log(`${file}: ${segments} of ${counted(clips.length)}, ${length}`);
  return new Vinyl({
    ...{ cwd: process.cwd(), base: dirname(path), path },
    contents: Buffer.from(text),
  });
}
