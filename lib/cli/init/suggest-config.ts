import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { resolveConfig } from '../../config/load.ts';
import { counted } from '../../record/files.ts';
import { extensionOf, findFiles, folderOf, isVideo, stemOf } from '../../record/find-files.ts';

/** Configuration that fits what a folder holds. */
export type Suggestion = {
  /** By the names of the keys with their dots; only those that differ from the defaults. */
  values: Record<string, string | string[] | boolean>;
  /** What was found, for a person; `undefined` when there are no clips. */
  found: string | undefined;
};

/** Endings of subtitles, the most finished first. */
const RAW_SUFFIXES = ['.srt', '.vtt'];

/** Looks for clips in the default `preview_folder`, and else in the working directory. */
export function suggestConfig(): Suggestion {
  const defaults = resolveConfig({});
  const [usual = ''] = [defaults.preview_folder].flat();
  return [usual, '.'].map(suggestFor).find(({ found }) => found !== undefined) ?? NOTHING;
}

const NOTHING: Suggestion = { values: {}, found: undefined };

function suggestFor(top: string): Suggestion {
  const defaults = resolveConfig({});
  const videos = [...findFiles(top, true, () => {})].filter(isVideo);
  if (videos.length === 0) {
    return NOTHING;
  }
  const values: Suggestion['values'] = {};
  const folders = [...new Set(videos.map(folderOf))];
  const [only = ''] = folders;
  const folder = folders.length === 1 ? relative('.', only) || '.' : `${top}/**`;
  if (folder !== defaults.preview_folder) {
    values.preview_folder = folder;
  }
  const extensions = [...new Set(videos.map((file) => extensionOf(file).slice(1)))].sort();
  const [extension = ''] = extensions;
  if (extensions.length > 1 || extension !== defaults.preview_extension) {
    values.preview_extension = extensions.length === 1 ? extension : extensions;
  }
  const suffix = [defaults.subtitle_suffix, ...RAW_SUFFIXES].find((ending) =>
    videos.some((file) => existsSync(`${stemOf(file)}${ending}`)),
  );
  if (suffix === undefined) {
    values['describe.require_subtitles'] = false;
  } else if (suffix !== defaults.subtitle_suffix) {
    values.subtitle_suffix = suffix;
  }
  const subtitles = suffix === undefined ? 'none with subtitles' : `with subtitles (*${suffix})`;
  const endings = extensions.map((ending) => `.${ending}`).join(', ');
  return {
    values,
    found: `${counted(videos.length)} (${endings}) in ${folder === '.' ? 'this folder' : folder}, ${subtitles}`,
  };
}
