import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Config } from '../config/schema.ts';
import { capitalized, isClipFailure, messageOf } from '../errors.ts';
import type { FailedClips } from '../record/failed-clips.ts';
import { recordFileOf, subtitleFileOf, subtitlesOf } from '../record/files.ts';
import { readRecord } from '../record/read.ts';
import type { Cue } from '../subtitles/cue.ts';
import { readSubtitlesSync } from '../subtitles/read.ts';
import type { Mapping } from '../util/mapping.ts';
import { statsOf } from '../util/stats-of.ts';
import { factsOf } from './facts.ts';
import { lanesOf, mappingIn } from './lanes.ts';
import type { PageClip, PageDetails } from './page-data.ts';
import { isRecord, type ReportRecord, reportRecord } from './record-fields.ts';

/** A clip that the report shows. */
export type ReportClip = {
  /** Absolute path of the clip, which need not be there. */
  path: string;
  /** As it is shown: its name, with its folder where there are several. */
  name: string;
  /** Its record, when it is not the one beside the clip. */
  record?: Mapping;
  /** Why it could not be described, when that is known; else the failed clips tell. */
  failure?: string;
};

/** What is the same for all clips of a report. */
export type EntryOptions = {
  config: Config;
  /** Why clips failed before. */
  failed: FailedClips;
  /** The URL by which the page plays a clip, absolute path. */
  urlOf: (clip: string) => string;
};

/** What a page is told of a clip. */
export type ReportEntry = {
  /** Without its pictures, and without the place of its details. */
  clip: PageClip;
  /** What it is found by beside its name and tags. */
  words: string;
  /** `undefined` when there is nothing to show. */
  details: PageDetails | undefined;
  /** What its pictures are made of; `undefined` when its file is not there. */
  source: PictureSource | undefined;
};

/** What decides how the pictures of a clip look. */
export type PictureSource = {
  /** Absolute path of the clip. */
  file: string;
  sizeBytes: number;
  modifiedMs: number;
  /** When the frame for the thumbnail is shown, in s; `undefined` when no record says. */
  thumbnailSeconds: number | undefined;
  /** Absolute path of the picture that was written with the record; it may be gone. */
  thumbnailFile?: string | undefined;
};

/** In characters: an hour of speech. What is said later is not searched. */
const LONGEST_WORDS = 60_000;

/** The same clip has the same in each report of a project. */
export function clipId(path: string): string {
  const place = relative(process.cwd(), path).split(sep).join('/');
  return createHash('sha256').update(place).digest('hex').slice(0, 16);
}

/** Reads what there is of a clip: its record, its subtitles, whether it is there. Never throws for what they hold. */
export function entryOf(clip: ReportClip, options: EntryOptions): ReportEntry {
  const { fields, ...card } = cardOf(clip, options);
  const record = fields && reportRecord(fields);
  const { cues, problem } = cuesOf(clip.path, options.config);
  return {
    ...card,
    words: wordsOf(record, cues),
    details: detailsOf(fields, record, cues, problem),
  };
}

/** The part of it for the grid: without subtitles, which take longest to read. */
export function cardOf(
  clip: ReportClip,
  options: EntryOptions,
): Pick<ReportEntry, 'clip' | 'source'> & { fields: Mapping | undefined } {
  const { path, name } = clip;
  const stats = statsOf(path);
  const { fields, problem } = recordOf(clip);
  const record = fields && reportRecord(fields);
  const failure = clip.failure ?? problem ?? options.failed.reasonOf(path, stats);
  const state = stateOf(record, failure ?? missing(record, stats), path, options.config);
  return {
    fields,
    clip: {
      id: clipId(path),
      name,
      ...state,
      ...(stats?.isFile() && { url: options.urlOf(path) }),
      path: shownPath(path),
      ...(record && gridFields(record)),
    },
    source: stats?.isFile()
      ? {
          file: path,
          sizeBytes: stats.size,
          modifiedMs: stats.mtimeMs,
          thumbnailSeconds: record?.thumbnailSeconds,
          thumbnailFile: record?.thumbnailFile && join(dirname(path), record.thumbnailFile),
        }
      : undefined,
  };
}

/** `problem`: why a file that is there is no record. */
function recordOf({ path, record }: ReportClip): { fields?: Mapping; problem?: string } {
  if (record !== undefined) {
    return { fields: record };
  }
  try {
    const found = readRecord(recordFileOf(path));
    return isRecord(found?.fields) ? { fields: found.fields } : {};
  } catch (error) {
    if (!isClipFailure(error)) {
      throw error;
    }
    return { problem: error.message };
  }
}

/** Why there is nothing to describe, of a clip that nobody has described either: a link that leads nowhere, a pipe. */
function missing(record: ReportRecord | undefined, stats: Stats | undefined): string | undefined {
  if (record !== undefined || stats?.isFile()) {
    return undefined;
  }
  return stats === undefined ? 'There is no such file.' : 'It is not a file.';
}

function stateOf(
  record: ReportRecord | undefined,
  failure: string | undefined,
  path: string,
  config: Config,
): Pick<PageClip, 'state' | 'reason'> {
  if (failure !== undefined) {
    return { state: 'failed', reason: withoutFolder(failure, path) };
  }
  if (record !== undefined) {
    return { state: 'described' };
  }
  const isHeld =
    config.describe.require_subtitles &&
    subtitlesOf(path, { ...config, daemon_command: undefined }) === undefined;
  const reason = isHeld
    ? `Waits for its subtitles, ${basename(subtitleFileOf(path, config))}.`
    : 'Not described yet: npx gulp stage3 describes it.';
  return { state: 'waiting', reason };
}

function cuesOf(clip: string, config: Config): { cues: Cue[]; problem?: string } {
  const file = subtitlesOf(clip, config);
  try {
    return { cues: file === undefined ? [] : readSubtitlesSync(file) };
  } catch (error) {
    if (!isClipFailure(error)) {
      throw error;
    }
    return { cues: [], problem: withoutFolder(messageOf(error), clip) };
  }
}

function gridFields(record: ReportRecord) {
  const { short, seconds, rating, movement, shotType, tags, recorded, inSeconds } = record;
  return {
    ...(short !== undefined && { short }),
    ...(seconds !== undefined && { seconds }),
    ...(rating !== undefined && { rating }),
    ...(movement !== undefined && { movement }),
    ...(shotType !== undefined && { shotType }),
    ...(tags.length > 0 && { tags }),
    ...(recorded !== undefined && { recorded }),
    ...(inSeconds !== undefined && { inSeconds }),
  };
}

function wordsOf(record: ReportRecord | undefined, cues: readonly Cue[]): string {
  return [record?.long ?? '', ...cues.map(({ text }) => text)]
    .filter((text) => text !== '')
    .join('\n')
    .slice(0, LONGEST_WORDS);
}

function detailsOf(
  fields: Mapping | undefined,
  record: ReportRecord | undefined,
  cues: readonly Cue[],
  subtitlesProblem: string | undefined,
): PageDetails | undefined {
  const facts = fields === undefined ? [] : factsOf(fields);
  if (subtitlesProblem !== undefined) {
    facts.push({ heading: 'Subtitles', lines: [['problem', subtitlesProblem]] });
  }
  if (record === undefined && cues.length === 0 && facts.length === 0) {
    return undefined;
  }
  return {
    ...(record?.long !== undefined && { long: record.long }),
    ...(record !== undefined && record.segments.length > 0 && { segments: record.segments }),
    lanes: lanesOf(mappingIn(fields?.measured)),
    transcript: cues.map(({ startSeconds, endSeconds, text }) => ({
      start: startSeconds,
      end: endSeconds,
      text,
    })),
    facts,
  };
}

/** What is wrong with a clip, without its path, which the page shows anyway, and its folder, which may be private. */
export function withoutFolder(message: string, path: string): string {
  const start = `${path}: `;
  const text = message.startsWith(start) ? capitalized(message.slice(start.length)) : message;
  return text.replaceAll(path, basename(path)).replaceAll(`${dirname(path)}${sep}`, '');
}

/** As a user would type it: relative where that is shorter. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
}
