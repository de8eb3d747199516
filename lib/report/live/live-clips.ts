import type { Config } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { PreviewFolderMissingError } from '../../record/errors.ts';
import { FailedClips, failedClipsFile } from '../../record/failed-clips.ts';
import { recordFileOf, subtitleFileOf, subtitlesOf, withoutExtension } from '../../record/files.ts';
import { jsonWithoutClip } from '../../record/json-without-clip.ts';
import { dataFile } from '../data-file.ts';
import { clipId, entryOf, type ReportClip, type ReportEntry } from '../entry.ts';
import { goneClip, presentClips } from '../find-clips.ts';
import type { PageClip, PageData, PagePicture } from '../page-data.ts';
import { Changes } from './changes.ts';
import { LivePictures } from './live-pictures.ts';
import type { LiveNews } from './messages.ts';
import { reportFolder } from './place.ts';
import { stampOf, statsOf } from './stamp.ts';

/** A clip, as it was when its files had the stamp. */
type Entry = {
  clip: ReportClip;
  stamp: string;
  page: PageClip;
  words: string;
  /** Whether it waits for nothing but its turn. */
  isReady: boolean;
};

/** Called between two clips: says that this process is alive, and lets messages in. */
type Checkpoint = () => Promise<void>;

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
    this.#pictures = new LivePictures(reportFolder(), (id) => this.#readAgain(id));
  }

  /** Finds what has changed. A folder that is not there has no clips, or keeps those that it had. */
  async look(checkpoint: Checkpoint): Promise<void> {
    this.#readFailed();
    const seen = new Set<string>();
    try {
      for await (const clip of this.#find()) {
        const id = clipId(clip.path);
        seen.add(id);
        await this.#read(id, clip);
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
      title: 'Clips',
      words: 'report/data/words.js',
      version: this.#changes.version,
    });
  }

  wordsFile(): Uint8Array {
    const words = [...this.#entries].map(([id, entry]) => [id, entry.words]);
    return bytesOf({ kind: 'words', words: Object.fromEntries(words) });
  }

  /** `undefined` when there is no such clip, or nothing to tell of it. */
  async detailsFile(id: string): Promise<Uint8Array | undefined> {
    const clip = this.#entries.get(id)?.clip;
    const details = clip && (await this.#entryOf(clip)).details;
    return details && bytesOf({ kind: 'details', details: { [id]: details } });
  }

  pathOf(id: string): string | undefined {
    return this.#entries.get(id)?.clip.path;
  }

  get hasLooked(): boolean {
    return this.#hasLooked;
  }

  async *#find(): AsyncGenerator<ReportClip> {
    yield* presentClips(this.#config);
    const files = jsonWithoutClip(this.#config);
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
  async #read(id: string, clip: ReportClip): Promise<void> {
    const stamp = this.#stampOf(clip);
    if (this.#entries.get(id)?.stamp === stamp) {
      return;
    }
    const { clip: page, words, details, source } = await this.#entryOf(clip);
    const picture = source && this.#pictures.of(id, source, this.#hasLooked);
    const shown = {
      ...page,
      ...(details !== undefined && { details: `report/data/details/${id}.js` }),
      ...(picture !== undefined && { picture: served(picture) }),
    };
    const { require_subtitles } = this.#config.describe;
    const isReady =
      page.state === 'waiting' &&
      (!require_subtitles || subtitlesOf(clip.path, this.#config) !== undefined);
    this.#entries.set(id, { clip, stamp, page: shown, words, isReady });
    if (this.#hasLooked) {
      this.#changes.add(id, { kind: 'clip', clip: shown, words, details });
    }
  }

  /** Its pictures are made. */
  async #readAgain(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      entry.stamp = '';
      await this.#read(id, entry.clip);
    }
  }

  #stampOf({ path, failure }: ReportClip): string {
    const subtitles = [subtitleFileOf(path, this.#config), `${withoutExtension(path)}.srt`];
    const why = failure ?? this.#failed.reasonOf(path, statsOf(path));
    return `${stampOf(path, recordFileOf(path), ...subtitles)} ${why}`;
  }

  /** A clip that cannot be looked at is shown with the reason, and costs no other. */
  async #entryOf(clip: ReportClip): Promise<ReportEntry> {
    try {
      return await entryOf(clip, {
        config: this.#config,
        failed: this.#failed,
        urlOf: (path) => `report/clips/${clipId(path)}`,
      });
    } catch (error) {
      const { path, name } = clip;
      return {
        clip: { id: clipId(path), name, path, state: 'failed', reason: messageOf(error) },
        words: '',
        details: undefined,
        source: undefined,
      };
    }
  }
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
