import { basename } from 'node:path';
import { Readable } from 'node:stream';
import Vinyl from 'vinyl';
import type { Config } from '../config/schema.ts';
import { isClipFailure } from '../errors.ts';
import { previewClips } from '../record/preview-clips.ts';
import { readRecord } from '../record/read.ts';
import { parseTimelineRecord } from '../timeline/timeline-record.ts';

/** The clips of `preview_folder`, and records there whose clip is gone: an editor may still find its file. */
export function timelineFiles(config: Config): Readable {
  const clips = previewClips(config);
  return Readable.from(
    (async function* () {
      yield* clips.files();
      for (const path of clips.jsonWithoutClip().filter(isRecord)) {
        yield new Vinyl({ cwd: process.cwd(), path });
      }
    })(),
  );
}

/** Whether a file beside clips is a record at all; other programs keep JSON there too. */
function isRecord(path: string): boolean {
  try {
    const { filename } = parseTimelineRecord(readRecord(path)?.fields);
    return basename(filename) === filename;
  } catch (error) {
    if (!isClipFailure(error)) {
      throw error;
    }
    return false;
  }
}
