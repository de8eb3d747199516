import { dirname, resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { FailedClips } from '../record/failed-clips.ts';
import { counted } from '../record/files.ts';
import type { Log } from '../util/log.ts';
import { appFiles } from './app-files.ts';
import { dataFile, dataFileOf } from './data-file.ts';
import { entryOf, type PictureSource, type ReportClip } from './entry.ts';
import { reportHtml } from './html.ts';
import { reportTitle } from './live/place.ts';
import type { PageClip } from './page-data.ts';
import { type PictureCounts, PictureQueue } from './picture-queue.ts';
import { ReportPictures } from './pictures.ts';
import { relativeUrl } from './relative-url.ts';
import { ReportFiles } from './report-files.ts';

/** Of a data file with details: some of these take as long to load as one. */
const DETAILS_PER_FILE = 50;

/** Another report that is written at the same time does not remove files again and again. */
const MOST_TRIES = 3;

type Entry = {
  clip: PageClip;
  words: string;
  /** As JSON, which takes less memory. */
  details: string | undefined;
  source: PictureSource | undefined;
};

/** Collects clips, and writes the page that shows them. */
export class Report {
  readonly #file: string;
  /** As the user names it. */
  readonly #shownFile: string;
  readonly #config: Config;
  readonly #files: ReportFiles;
  readonly #pictures: ReportPictures;
  readonly #queue: PictureQueue;
  readonly #failed: FailedClips;
  /** What there is in the page that was found. */
  #summary: string | undefined;
  /** By their paths. */
  readonly #entries = new Map<string, Entry>();

  /**
   * @param file where the page is written
   * @throws AppMissingError, ReportNotWrittenError when there is a file that is not a report
   */
  constructor(config: Config, file: string, warn: Log) {
    this.#file = resolve(file);
    this.#shownFile = file;
    this.#config = config;
    this.#files = new ReportFiles(this.#file);
    this.#pictures = new ReportPictures(dirname(this.#file));
    this.#queue = new PictureQueue(this.#pictures, warn);
    this.#failed = new FailedClips(config);
  }

  /** Whether the page that is there was made of the very same, by {@link reportStamp}, and is whole. */
  isMadeOf(stamp: string): boolean {
    const made = this.#files.made();
    this.#summary = made?.summary;
    return made?.stamp === stamp;
  }

  /** `report/index.html: 12 clips, 1 failed, 2 waiting; pictures made of 3`. */
  summary(): string {
    const { made } = this.#pictures;
    const pictures = made === 0 ? 'no pictures made' : `pictures made of ${counted(made)}`;
    return `${this.#shownFile}: ${this.#summary ?? this.#counts()}; ${pictures}`;
  }

  #counts(): string {
    const states = [...this.#entries.values()].map(({ clip }) => clip.state);
    const parts = [counted(states.length)];
    for (const state of ['failed', 'waiting']) {
      const count = states.filter((each) => each === state).length;
      if (count > 0) {
        parts.push(`${count} ${state}`);
      }
    }
    return parts.join(', ');
  }

  /** Takes a clip; one that was taken before is replaced. */
  add(clip: ReportClip): void {
    const folder = dirname(this.#file);
    const { details, ...entry } = entryOf(clip, {
      config: this.#config,
      failed: this.#failed,
      urlOf: (path) => relativeUrl(folder, path),
    });
    this.#entries.set(clip.path, { ...entry, details: details && JSON.stringify(details) });
    if (entry.source !== undefined) {
      this.#queue.add(entry.clip, entry.source);
    }
  }

  /**
   * Writes the page with the pictures that are there. In one go: the process may be about to end.
   *
   * @param stamp of what it is made of; not known of records that are not read from the disk
   */
  write(stamp?: string): void {
    this.#summary = undefined;
    for (let tries = 0; tries < MOST_TRIES && !this.#write(stamp); tries++);
    this.#pictures.save();
  }

  /** @returns whether its files are all there */
  #write(stamp: string | undefined): boolean {
    const { script, style } = appFiles();
    const sorted = [...this.#entries.values()].toSorted(byName);
    const details = this.#writeDetails(sorted);
    const clips = sorted.map(({ clip, source }): PageClip => {
      const picture = this.#pictures.found(clip.id, source);
      const place = details.get(clip.id);
      return {
        ...clip,
        ...(picture && { picture }),
        ...(place !== undefined && { details: place }),
      };
    });
    for (const name of clips.flatMap(picturesOf)) {
      this.#files.needs(name);
    }
    const words = Object.fromEntries(
      sorted.filter((entry) => entry.words !== '').map((entry) => [entry.clip.id, entry.words]),
    );
    const wordsFile = this.#files.write('data/words.*.js', dataFile({ kind: 'words', words }));
    const title = reportTitle();
    const data = { kind: 'clips', clips, title, words: wordsFile } as const;
    return this.#files.finish(
      reportHtml({
        title,
        script: this.#files.write('app.*.js', script),
        style: this.#files.write('app.*.css', style),
        // The time of writing does not make it another file: what has not changed keeps its name.
        clips: this.#files.write(
          'data/clips.*.js',
          dataFile({ ...data, made: new Date().toISOString() }),
          JSON.stringify(data),
        ),
      }),
      stamp !== undefined && this.#isComplete() ? { stamp, summary: this.#counts() } : undefined,
    );
  }

  /** How far the missing pictures are. */
  get pictureCounts(): Readonly<PictureCounts> {
    return this.#queue.counts;
  }

  /** Begins to make missing pictures while clips are still being taken. */
  beginPictures(signal: AbortSignal): void {
    this.#queue.begin(signal);
  }

  /**
   * Makes the pictures that are missing, and writes the page again. A clip whose pictures cannot be made is shown without.
   *
   * @param onMade called after each clip
   * @throws ReportNotWrittenError, the signal's reason
   */
  async addPictures(signal: AbortSignal, stamp?: string, onMade = () => {}): Promise<void> {
    if (!this.#queue.isEmpty) {
      await this.#queue.finish(signal, onMade);
      this.write(stamp);
    }
  }

  /** Ends the media workers. */
  close(): Promise<void> {
    return this.#pictures.close();
  }

  #isComplete(): boolean {
    return [...this.#entries.values()].every(
      ({ clip, source }) => source === undefined || !this.#pictures.isMissing(clip.id, source),
    );
  }

  /** By their ids, so that a new clip changes one file and not all that follow. */
  #writeDetails(entries: readonly Entry[]): Map<string, string> {
    const files = 2 ** Math.ceil(Math.log2(Math.max(1, entries.length / DETAILS_PER_FILE)));
    const groups = new Map<number, Entry[]>();
    for (const entry of entries.filter(({ details }) => details !== undefined)) {
      const group = Number.parseInt(entry.clip.id.slice(0, 8), 16) % files;
      const members = groups.get(group) ?? [];
      members.push(entry);
      groups.set(group, members);
    }
    const places = new Map<string, string>();
    for (const [group, members] of groups) {
      const each = members.map(({ clip, details }) => `${JSON.stringify(clip.id)}:${details}`);
      const json = `{"kind":"details","details":{${each.join(',')}}}`;
      const place = this.#files.write(`data/details-${group}.*.js`, dataFileOf(json));
      for (const { clip } of members) {
        places.set(clip.id, place);
      }
    }
    return places;
  }
}

function picturesOf({ picture }: PageClip): string[] {
  return picture === undefined
    ? []
    : [picture.thumbnail, ...(picture.strip ? [picture.strip.url] : [])];
}

const names = new Intl.Collator('en', { numeric: true });

function byName(a: Entry, b: Entry): number {
  return names.compare(a.clip.name, b.clip.name) || names.compare(a.clip.id, b.clip.id);
}
