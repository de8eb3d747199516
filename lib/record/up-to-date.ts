import { ONLY_MODEL, pixelCount } from '../config/schema.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { recordFileOf } from './files.ts';
import { unchanged } from './fingerprint.ts';
import { type FoundRecord, readRecord, recordText } from './read.ts';
import { type Provenance, type Recipe, VideoDescription } from './schema.ts';

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
 * Why the clip is to be described; `undefined` when its record is up to date. The new time of a file
 * that was only copied or touched is written into the record, so that its contents are read once.
 *
 * @param subtitles of the clip, if there are any
 * @param dryRun writes nothing
 * @throws RecordUnreadableError when the record exists and cannot be read
 */
export async function reasonFor(
  clip: string,
  subtitles: string | undefined,
  recipe: Recipe,
  { dryRun = false } = {},
): Promise<PendingReason | undefined> {
  const record = recordFileOf(clip);
  const found = readRecord(record);
  if (found === undefined) {
    return 'new';
  }
  const description = VideoDescription.safeParse(found.fields).data;
  if (description === undefined) {
    return 'record damaged';
  }
  const made = description.provenance;
  // A record without provenance is another program's.
  if (made?.engine !== recipe.engine || made.engine_version !== recipe.engine_version) {
    return 'engine changed';
  }
  if (recipe.model !== ONLY_MODEL && made.model !== recipe.model) {
    return 'model changed';
  }
  if (
    made.prompt_sha256 !== recipe.prompt_sha256 ||
    made.prompt_version !== recipe.prompt_version
  ) {
    return 'prompt changed';
  }
  if (!sameParameters(made, recipe)) {
    return 'parameters changed';
  }
  const clipNow = await unchanged(clip, made.clip);
  if (clipNow === undefined) {
    return 'clip changed';
  }
  const subtitlesNow = await unchangedOrNone(subtitles, made.subtitles);
  if (subtitlesNow === undefined) {
    return 'subtitles changed';
  }
  if (!dryRun && (clipNow !== made.clip || subtitlesNow !== made.subtitles)) {
    keepTimes(record, found, { clip: clipNow, subtitles: subtitlesNow });
  }
  return undefined;
}

/** `null` when there are none, as before. */
async function unchangedOrNone(
  file: string | undefined,
  then: Provenance['subtitles'],
): Promise<Provenance['subtitles'] | undefined> {
  if (file === undefined || then === null) {
    return file === undefined && then === null ? null : undefined;
  }
  return unchanged(file, then);
}

/** Leaves the record as it is when another program has written to it meanwhile. */
function keepTimes(
  record: string,
  { text, fields }: FoundRecord,
  files: Pick<Provenance, 'clip' | 'subtitles'>,
): void {
  if (fields === undefined || readRecord(record)?.text !== text) {
    return;
  }
  const provenance = { ...(fields.provenance as Provenance), ...files };
  try {
    writeAtomically(record, recordText({ ...fields, provenance }));
  } catch {
    // A folder that cannot be written, say. The record is right, and finding that out takes longer.
  }
}

/** Of the parameters, those that may have touched the answer are compared. */
function sameParameters(made: Provenance, recipe: Recipe): boolean {
  const [a, b] = [made, recipe].map(({ parameters }) => comparable(parameters));
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  if (isWithinTokens(made, recipe)) {
    names.delete('max_tokens');
  }
  return [...names].every((name) => a?.[name] === b?.[name]);
}

function comparable({ max_pixels, ...parameters }: Recipe['parameters']): Recipe['parameters'] {
  return typeof max_pixels === 'number'
    ? { ...parameters, max_pixels: pixelCount(max_pixels) }
    : parameters;
}

/** Whether the answer would have had room under both limits, beside all frames. */
function isWithinTokens(made: Provenance, recipe: Recipe): boolean {
  const limits = [made, recipe].map(({ parameters }) => Number(parameters.max_tokens));
  return (
    made.shown_frame_times_seconds === undefined &&
    made.answer_tokens !== undefined &&
    made.answer_tokens < Math.min(...limits)
  );
}
