import { existsSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import type Vinyl from 'vinyl';
import type { Config } from '../config/schema.ts';
import { isClipFailure } from '../errors.ts';
import { FactsReader } from '../media/facts-reader.ts';
import { clipName, counted, listed, recordFileOf, subtitlesOf } from '../record/files.ts';
import type { Cue } from '../subtitles/cue.ts';
import { readSubtitles } from '../subtitles/read.ts';
import type { DescribedClip } from '../timeline/arrange.ts';
import { factsOfRecord, isKnown, type MediaFacts } from '../timeline/media-facts.ts';
import { parseTimelineRecord, type TimelineRecord } from '../timeline/timeline-record.ts';
import { Originals } from './originals.ts';
import { clipOf, recordIn } from './record-vinyl.ts';

/** Clips whose files are looked at, at the same time; most of it is waiting for the disk. */
const CONCURRENCY = 16;

/** A clip and its record, before its file was looked for. */
type Found = { name: string; clip: string; record: TimelineRecord };

/** Collects the records that arrive, and what there is to know of their files. */
export class TimelineClips {
  readonly #config: Config;
  readonly #settings: Config['timeline'];
  readonly #hasCaptions: boolean;
  readonly #warn: (line: string) => void;
  readonly #found = new Map<string, Found>();
  readonly #facts = new FactsReader();
  readonly #withoutRecord: string[] = [];
  #failed = 0;

  /** @param hasCaptions whether what is said has a place in the timeline's format */
  constructor(
    config: Config,
    settings: Config['timeline'],
    hasCaptions: boolean,
    warn: (line: string) => void,
  ) {
    this.#config = config;
    this.#settings = settings;
    this.#hasCaptions = hasCaptions;
    this.#warn = warn;
  }

  /** How many records could not be read. */
  get failed(): number {
    return this.#failed;
  }

  /** Takes a record, or a clip that has one beside it. */
  take(file: Vinyl): void {
    try {
      const found = recordIn(file);
      if (found === undefined) {
        this.#withoutRecord.push(clipName(file));
        return;
      }
      const record = parseTimelineRecord(found.value);
      const clip = clipOf(file, record.filename, this.#config);
      this.#found.set(clip, { name: clipName(file), clip, record });
    } catch (error) {
      if (!isClipFailure(error)) {
        throw error;
      }
      this.#failed++;
      this.#warn(`${clipName(file)}: ${error.message}`);
    }
  }

  /** Whether a path is that of a clip that arrived, or of its record or subtitles. */
  has(path: string): boolean {
    return [...this.#found.values()].some(
      ({ clip }) =>
        dirname(clip) === dirname(path) &&
        [clip, recordFileOf(clip), subtitlesOf(clip, this.#config)].includes(path),
    );
  }

  /** The clips for the timeline, and what a user should know of them, in one line each. */
  async described(): Promise<{ clips: DescribedClip[]; notes: string[] }> {
    const { min_rating } = this.#settings;
    const found = [...this.#found.values()];
    const good = found.filter(({ record }) => record.rating >= min_rating);
    const notes = [
      ...noteOf('without a record, which npx gulp stage3 makes', this.#withoutRecord),
      ...(good.length < found.length
        ? [`${counted(found.length - good.length)} left out, rated lower than ${min_rating}`]
        : []),
    ];
    const media = this.#mediaOf(good, notes);
    const clips: DescribedClip[] = [];
    for (let index = 0; index < good.length; index += CONCURRENCY) {
      const batch = good.slice(index, index + CONCURRENCY);
      const asked = batch.map((each) => this.#describe(each, media.get(each) ?? each.clip));
      clips.push(...(await Promise.all(asked)));
    }
    const hasLength = ({ facts }: DescribedClip): boolean => facts.seconds > 0;
    const nameOf = ({ record }: DescribedClip): string => record.filename;
    const offline = clips.filter((clip) => hasLength(clip) && !existsSync(clip.media));
    notes.push(
      ...noteOf(
        'left out, since nothing tells how long they are',
        clips.filter((clip) => !hasLength(clip)).map(nameOf),
      ),
      ...noteOf('offline: the file is not there', offline.map(nameOf)),
    );
    return { clips: clips.filter(hasLength), notes };
  }

  async #describe(found: Found, media: string): Promise<DescribedClip> {
    return {
      record: found.record,
      media,
      facts: await this.#factsOf(found, media),
      cues: this.#hasCaptions ? await this.#cuesOf(found.clip) : [],
    };
  }

  close(): Promise<void> {
    return this.#facts.close();
  }

  /** The file that each clip has on the timeline: its original where there is one. */
  #mediaOf(found: readonly Found[], notes: string[]): Map<Found, string> {
    const media = new Map<Found, string>();
    const pattern = this.#settings.media;
    if (pattern === undefined) {
      return media;
    }
    const originals = new Originals(pattern);
    const owners = new Map<string, Found[]>();
    const missing: string[] = [];
    const ambiguous: string[] = [];
    for (const each of found) {
      const [original, second] = originals.of(stemOf(each.clip));
      if (original === undefined) {
        missing.push(each.name);
      } else if (second !== undefined) {
        ambiguous.push(each.name);
      } else {
        media.set(each, original);
        owners.set(original, [...(owners.get(original) ?? []), each]);
      }
    }
    for (const sharing of owners.values()) {
      if (sharing.length > 1) {
        for (const each of sharing) {
          media.delete(each);
          ambiguous.push(each.name);
        }
      }
    }
    notes.push(
      ...noteOf(`by their previews: ${pattern} names no file of them`, missing),
      ...noteOf(`by their previews: ${pattern} does not tell their originals apart`, ambiguous),
    );
    return media;
  }

  /** What the record tells of the clip; else, and of an original, what its file says. */
  async #factsOf({ name, clip, record }: Found, path: string): Promise<MediaFacts> {
    const facts = factsOfRecord(record);
    if ((path === clip && isKnown(facts) && facts.seconds > 0) || !existsSync(path)) {
      return facts;
    }
    try {
      return { ...facts, ...(await this.#facts.read(path)) };
    } catch (error) {
      if (!isClipFailure(error)) {
        throw error;
      }
      this.#warn(`${name}: ${error.message} The timeline goes by its record.`);
      return facts;
    }
  }

  async #cuesOf(clip: string): Promise<Cue[]> {
    const file = subtitlesOf(clip, this.#config);
    try {
      return file === undefined ? [] : await readSubtitles(file);
    } catch (error) {
      if (!isClipFailure(error)) {
        throw error;
      }
      this.#warn(`${error.message} The timeline goes without them.`);
      return [];
    }
  }
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}

function noteOf(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${counted(names.length)} ${what}: ${listed(names)}`];
}
