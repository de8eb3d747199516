import { hasCode, messageOf } from '../errors.ts';
import { readText } from '../util/read-text.ts';
import { RecordUnreadableError } from './errors.ts';
import { recordFileOf } from './files.ts';
import { isUnchanged } from './fingerprint.ts';
import { type Recipe, VideoDescription } from './schema.ts';

/** In bytes. That of a clip of an hour with subtitles takes 0.2 MB. */
const LARGEST_RECORD = 10 * 1024 * 1024;

/** Why a clip is to be described. */
export type PendingReason =
  | 'new'
  | 'forced'
  | 'record damaged'
  | 'clip changed'
  | 'subtitles changed'
  | 'engine changed'
  | 'model changed'
  | 'prompt changed'
  | 'parameters changed';

/**
 * Why the clip is to be described; `undefined` when its record is up to date.
 *
 * @param subtitles of the clip, if there are any
 * @throws RecordUnreadableError when the record exists and cannot be read
 */
export async function reasonFor(
  clip: string,
  subtitles: string | undefined,
  recipe: Recipe,
): Promise<PendingReason | undefined> {
  const record = recordFileOf(clip);
  let json: string;
  try {
    json = readText(record, LARGEST_RECORD);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return 'new';
    }
    throw new RecordUnreadableError(record, messageOf(error), { cause: error });
  }
  const description = parseRecord(json);
  if (description === undefined) {
    return 'record damaged';
  }
  const made = description.provenance;
  // A record without provenance is another program's.
  if (made?.engine !== recipe.engine || made.engine_version !== recipe.engine_version) {
    return 'engine changed';
  }
  if (made.model !== recipe.model) {
    return 'model changed';
  }
  if (
    made.prompt_sha256 !== recipe.prompt_sha256 ||
    made.prompt_version !== recipe.prompt_version
  ) {
    return 'prompt changed';
  }
  if (!sameParameters(made.parameters, recipe.parameters)) {
    return 'parameters changed';
  }
  if (!(await isUnchanged(clip, made.clip))) {
    return 'clip changed';
  }
  if (subtitles === undefined || made.subtitles === null) {
    return (subtitles === undefined) === (made.subtitles === null)
      ? undefined
      : 'subtitles changed';
  }
  return (await isUnchanged(subtitles, made.subtitles)) ? undefined : 'subtitles changed';
}

function parseRecord(json: string): VideoDescription | undefined {
  try {
    return VideoDescription.safeParse(JSON.parse(json)).data;
  } catch {
    // Not JSON: a damaged record is made again.
    return undefined;
  }
}

function sameParameters(a: Recipe['parameters'], b: Recipe['parameters']): boolean {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.every((name) => a[name] === b[name]);
}
