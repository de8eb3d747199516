import { basename, dirname, extname, join } from 'node:path';
import type Vinyl from 'vinyl';
import { clipExtensions } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';
import { isClipFailure } from '../errors.ts';
import { interruption } from '../process/interrupt.ts';
import { type ClipFile, clipName, counted, listed } from '../record/files.ts';
import { VIDEO_EXTENSIONS } from '../record/find-files.ts';
import { shownName } from '../report/clip-name.ts';
import type { ReportClip } from '../report/entry.ts';
import { isRecord } from '../report/record-fields.ts';
import { Report } from '../report/report.ts';
import { isMapping } from '../util/mapping.ts';
import { log, warn } from './log.ts';
import { Progress } from './progress.ts';
import { clipOf, isRecordFile, recordIn } from './record-vinyl.ts';

/** Collects the records and clips that arrive, and writes the report of them. */
export class ReportClips {
  readonly #config: Config;
  readonly #report: Report;
  readonly #extensions: ReadonlySet<string>;
  readonly #notRecords: string[] = [];

  /** @throws AppMissingError, ReportNotWrittenError when there is something else where the page is to be */
  constructor(config: Config, file: string) {
    this.#config = config;
    this.#report = new Report(config, file, warn);
    this.#extensions = new Set([...clipExtensions(config), ...VIDEO_EXTENSIONS]);
  }

  /** Takes a record, or a clip; other files are none of its business. */
  take(file: Vinyl): void {
    const clip = isRecordFile(file) ? this.#clipOfRecord(file) : this.#clip(file);
    if (clip !== undefined) {
      this.#report.add(clip);
      this.#report.beginPictures(interruption);
    }
  }

  add(clip: ReportClip): void {
    this.#report.add(clip);
  }

  /** Takes the clips that could not be described, each with why. */
  takeFailures(failures: ReadonlyMap<string, string>): void {
    for (const [path, failure] of failures) {
      this.#report.add({ path, name: shownName(path, this.#config), failure });
    }
  }

  /** Whether the page that is there was made of the very same; then there is nothing to do. */
  isMadeOf(stamp: string): boolean {
    return this.#report.isMadeOf(stamp);
  }

  /** Writes the page with the pictures that are there, in one go. */
  write(stamp?: string): void {
    this.#report.write(stamp);
  }

  /** Writes the page with all pictures, and says where it is. */
  async finish(stamp?: string): Promise<void> {
    if (this.#notRecords.length > 0) {
      log(
        `${counted(this.#notRecords.length, 'file')} left out, not records: ${listed(this.#notRecords)}`,
      );
    }
    await this.#addPictures(stamp);
    this.say();
  }

  /** Pictures of a thousand clips take minutes. */
  async #addPictures(stamp: string | undefined): Promise<void> {
    const progress = new Progress(this.#report.pictureCounts, 'pictures: ');
    if (this.#report.pictureCounts.total > this.#report.pictureCounts.done) {
      await progress.start();
    }
    try {
      await this.#report.addPictures(interruption, stamp, () => progress.logTenth());
    } finally {
      progress.stop();
    }
  }

  /** Says where the page is, and what is in it. */
  say(): void {
    log(this.#report.summary());
  }

  close(): Promise<void> {
    return this.#report.close();
  }

  #clip(file: ClipFile): ReportClip | undefined {
    if (!this.#extensions.has(extname(file.path).toLowerCase())) {
      return undefined;
    }
    const failure = file.clipFailure?.message;
    return { path: file.path, name: clipName(file), ...(failure !== undefined && { failure }) };
  }

  #clipOfRecord(file: Vinyl): ReportClip | undefined {
    try {
      const value = recordIn(file)?.value;
      if (isMapping(value) && isRecord(value)) {
        const path = clipOf(file, String(value.filename), this.#config);
        return { path, name: join(dirname(clipName(file)), basename(path)), record: value };
      }
    } catch (error) {
      if (!isClipFailure(error)) {
        throw error;
      }
      warn(`${clipName(file)}: ${error.message}`);
    }
    this.#notRecords.push(clipName(file));
    return undefined;
  }
}
