import type { Config } from '../../config/schema.ts';
import { PreviewFolderMissingError } from '../../record/errors.ts';
import { FailedClips, failedClipsFile } from '../../record/failed-clips.ts';
import { recordFileOf, subtitleFileOf, subtitlesOf, withoutExtension } from '../../record/files.ts';
import { previewClips } from '../../record/preview-clips.ts';
import { stampOf } from '../../util/stamp.ts';
import { statsOf } from '../../util/stats-of.ts';
import { dataFile } from '../data-file.ts';
import { clipId, type EntryOptions, type PictureSource, type ReportClip } from '../entry.ts';
import { goneClip, presentClips } from '../find-clips.ts';
import type { PageClip, PageData, PageDetails, PagePicture } from '../page-data.ts';
import { Changes } from './changes.ts';
import { contentOf, gridContentOf } from './clip-content.ts';
import { jpegSize } from './jpeg-size.ts';
import { LivePictures } from './live-pictures.ts';
import type { LiveNews } from './messages.ts';
import { reportFolder, reportTitle } from './place.ts';

/** A clip, as it was when its files had the stamp. */
type Entry = {
  clip: ReportClip;
  stamp: string;
  page: PageClip;
  /** `undefined` until somebody asks for them. */
  words: string | undefined;
  /** Whether it waits for nothing but its turn. */
  isReady: boolean;
  /** The picture that was written with its record, absolute path. */
  thumbnail: string | undefined;
};

/** Of a clip of which nothing is known. */
const NO_DETAILS: PageDetails = { lanes: [], transcript: [], facts: [] };

/** Called between two clips: says that this process is alive, and lets messages in. */
export type Checkpoint = () => Promise<void>;

/** The clips of a live report, as they are on the disk; read again only when one of their files has changed. */
export class LiveClips {
  readonly #config: Config;
  /** By the clip's identifier. */
  readonly #entries = new Map<string, Entry>();
  /** Clips without a file, by the path of their record; `undefined`: it is no record. */
  readonly #gone = new Map<string, { stamp: string; clip: ReportClip | undefined }>();
  readonly #changes = new Changes();
  readonly #pictures: LivePictures;
  #failed: FailedClips;
  #failedStamp = '';
  #hasLooked = false;

  constructor(config: Config) {
    this.#config = config;
    this.#failed = new FailedClips(config);
    this.#pictures = new LivePictures(reportFolder(config), (id) => this.#readAgain(id));
  }

  /** Finds what has changed. A folder that is not there has no clips, or keeps those that it had. */
  async look(checkpoint: Checkpoint): Promise<void> {
    this.#readFailed();
    const seen = new Set<string>();
    try {
      for await (const clip of this.#find()) {
        const id = clipId(clip.path);
        seen.add(id);
        this.#read(id, clip);
        await checkpoint();
      }
    } catch (error) {
      if (!(error instanceof PreviewFolderMissingError)) {
        throw error;
      }
      this.#hasLooked = true;
      return;
    }
    for (const id of this.#entries.keys()) {
      if (!seen.has(id)) {
        this.#entries.delete(id);
        this.#changes.add(id, { kind: 'gone', id });
      }
    }
    this.#hasLooked = true;
    this.#pictures.goOn();
  }

  /** The same, but only of clips that are known; a run has just told of them. */
  lookAt(paths: readonly string[]): void {
    this.#readFailed();
    for (const path of paths) {
      const id = clipId(path);
      const entry = this.#entries.get(id);
      if (entry !== undefined) {
        this.#read(id, entry.clip);
      }
    }
  }

  newsAfter(version: string | undefined): LiveNews {
    const counts = { described: 0, failed: 0, waiting: 0, ready: 0 };
    for (const { page, isReady } of this.#entries.values()) {
      counts[page.state]++;
      counts.ready += Number(isReady);
    }
    return { version: this.#changes.version, changes: this.#changes.after(version), counts };
  }

  clipsFile(): Uint8Array {
    return bytesOf({
      kind: 'clips',
      clips: [...this.#entries.values()].map(({ page }) => page),
      made: new Date().toISOString(),
      title: reportTitle(),
      words: 'report/data/words.js',
      version: this.#changes.version,
    });
  }

  async wordsFile(checkpoint: Checkpoint): Promise<Uint8Array> {
    const words: [id: string, words: string][] = [];
    for (const [id, entry] of this.#entries) {
      entry.words ??= contentOf(entry.clip, this.#options()).words ?? '';
      words.push([id, entry.words]);
      await checkpoint();
    }
    return bytesOf({ kind: 'words', words: Object.fromEntries(words) });
  }

  /** `undefined` when there is no such clip. */
  detailsFile(id: string): Uint8Array | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      return undefined;
    }
    const { details = NO_DETAILS } = contentOf(entry.clip, this.#options());
    return bytesOf({ kind: 'details', details: { [id]: details } });
  }

  pathOf(id: string): string | undefined {
    return this.#entries.get(id)?.clip.path;
  }

  close(): Promise<void> {
    return this.#pictures.close();
  }

  thumbnailOf(id: string): string | undefined {
    return this.#entries.get(id)?.thumbnail;
  }

  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  async *#find(): AsyncGenerator<ReportClip> {
    const clips = previewClips(this.#config);
    yield* presentClips(clips);
    const files = clips.jsonWithoutClip();
    for (const file of files) {
      const stamp = stampOf(file);
      if (this.#gone.get(file)?.stamp !== stamp) {
        this.#gone.set(file, { stamp, clip: goneClip(file, this.#config) });
      }
      const clip = this.#gone.get(file)?.clip;
      if (clip !== undefined) {
        yield clip;
      }
    }
    const there = new Set(files);
    for (const file of this.#gone.keys()) {
      if (!there.has(file)) {
        this.#gone.delete(file);
      }
    }
  }

  #readFailed(): void {
    const stamp = stampOf(failedClipsFile(this.#config));
    if (this.#failedStamp !== stamp) {
      this.#failedStamp = stamp;
      this.#failed = new FailedClips(this.#config);
    }
  }

  /** Reads a clip if it is new or one of its files has changed. */
  #read(id: string, clip: ReportClip): void {
    const stamp = this.#stampOf(clip);
    if (this.#entries.get(id)?.stamp === stamp) {
      return;
    }
    // At the first look only what the grid shows, so that the page is there soon.
    const { words, details, source, ...content } = this.#hasLooked
      ? contentOf(clip, this.#options())
      : gridContentOf(clip, this.#options());
    const picture = this.#pictures.of(id, source, this.#hasLooked);
    const written = picture === undefined ? writtenPicture(id, source) : undefined;
    const hasSubtitles = subtitlesOf(clip.path, this.#config) !== undefined;
    const page: PageClip = {
      ...content.clip,
      ...((content.hasRecord || hasSubtitles) && { details: `report/data/details/${id}.js` }),
      ...(picture !== undefined ? { picture: served(picture) } : written && { picture: written }),
    };
    const isReady =
      page.state === 'waiting' && (hasSubtitles || !this.#config.describe.require_subtitles);
    const thumbnail = source?.thumbnailFile;
    this.#entries.set(id, { clip, stamp, page, words, isReady, thumbnail });
    if (this.#hasLooked) {
      this.#changes.add(id, { kind: 'clip', clip: page, words: words ?? '', details });
    }
  }

  /** Its pictures are made. */
  #readAgain(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      entry.stamp = '';
      this.#read(id, entry.clip);
    }
  }

  #stampOf({ path, failure }: ReportClip): string {
    const subtitles = [subtitleFileOf(path, this.#config), `${withoutExtension(path)}.srt`];
    const why = failure ?? this.#failed.reasonOf(path, statsOf(path));
    return `${stampOf(path, recordFileOf(path), ...subtitles)} ${why}`;
  }

  #options(): EntryOptions {
    return {
      config: this.#config,
      failed: this.#failed,
      urlOf: (path) => `report/clips/${clipId(path)}`,
    };
  }
}

/** Until its pictures are made, the one that was written with the record. */
function writtenPicture(id: string, source: PictureSource | undefined): PagePicture | undefined {
  const file = source?.thumbnailFile;
  const size = file === undefined ? undefined : jpegSize(file);
  return size && { thumbnail: `report/thumbnails/${id}?${source?.thumbnailSeconds}`, ...size };
}

/** Where the daemon serves what is in the report's folder. */
function served({ strip, ...picture }: PagePicture): PagePicture {
  return {
    ...picture,
    thumbnail: `report/${picture.thumbnail}`,
    ...(strip && { strip: { ...strip, url: `report/${strip.url}` } }),
  };
}

function bytesOf(data: PageData): Uint8Array {
  return Buffer.from(dataFile(data));
}
