import { extname } from 'node:path';
import { clipExtensions } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';
import { isClipFailure } from '../errors.ts';
import { clipName, RecordOwners, withoutExtension } from '../record/files.ts';
import { type PreviewClips, previewClips } from '../record/preview-clips.ts';
import { readRecord } from '../record/read.ts';
import type { Mapping } from '../util/mapping.ts';
import { shownName } from './clip-name.ts';
import type { ReportClip } from './entry.ts';
import { isRecord } from './record-fields.ts';

/**
 * The clips of `preview_folder` in the order of their names, then records there whose clip is gone.
 *
 * @throws PreviewFolderMissingError
 */
export function* findReportClips(config: Config): Generator<ReportClip> {
  const clips = previewClips(config);
  yield* presentClips(clips);
  for (const path of clips.jsonWithoutClip()) {
    const clip = goneClip(path, config);
    if (clip !== undefined) {
      yield clip;
    }
  }
}

/** Those whose file is there. */
export function* presentClips(clips: PreviewClips): Generator<ReportClip> {
  const owners = new RecordOwners();
  for (const clip of clips.all()) {
    owners.check(clip);
    const failure = clip.clipFailure?.message;
    yield { path: clip.path, name: clipName(clip), ...(failure !== undefined && { failure }) };
  }
}

/** The clip that a JSON file is the record of: beside it, under its name. `undefined` when it is no record. */
export function goneClip(path: string, config: Config): ReportClip | undefined {
  const record = recordIn(path);
  if (record === undefined) {
    return undefined;
  }
  const clip = `${withoutExtension(path)}${extensionOf(record, config)}`;
  return { path: clip, name: shownName(clip, config), record };
}

/** The record tells it, in its case: `.MP4` as cameras write it. */
function extensionOf({ filename }: Mapping, config: Config): string {
  const extensions = clipExtensions(config);
  const told = extname(String(filename));
  return extensions.includes(told.toLowerCase()) ? told : (extensions[0] ?? '');
}

function recordIn(path: string): Mapping | undefined {
  try {
    const fields = readRecord(path)?.fields;
    return isRecord(fields) ? fields : undefined;
  } catch (error) {
    if (!isClipFailure(error)) {
      throw error;
    }
    // Not known to be a record at all.
    return undefined;
  }
}
