import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import Vinyl from 'vinyl';
import { clipExtensions, previewFolders } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';
import { isClipFailure } from '../errors.ts';
import { readRecord } from '../record/read.ts';
import { parseTimelineRecord } from '../timeline/timeline-record.ts';
import { extensionOf, findFiles, pathOf, stemOf } from './find-files.ts';
import { previewClips } from './preview-clips.ts';

/** The clips of `preview_folder`, and records there whose clip is gone: an editor may still find its file. */
export function timelineFiles(config: Config): Readable {
  const clips = previewClips(config);
  return Readable.from(
    (async function* () {
      yield* clips.files();
      for (const path of recordsWithoutClip(config)) {
        yield new Vinyl({ cwd: process.cwd(), path });
      }
    })(),
  );
}

function recordsWithoutClip(config: Config): string[] {
  const extensions = clipExtensions(config);
  const files = previewFolders(config).flatMap(({ folder, deep }) => [
    ...findFiles(resolve(folder), deep, () => {}),
  ]);
  const stems = new Set(files.filter((file) => extensions.includes(extensionOf(file))).map(stemOf));
  return files
    .filter((file) => extensionOf(file) === '.json' && !stems.has(stemOf(file)))
    .map((file) => pathOf(file).toString())
    .filter(isRecord);
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
