import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode, isClipFailure } from '../errors.ts';
import type { ClipPictures, PicturesRequest } from '../media/clip-pictures.ts';
import { MediaWorkerCrashedError } from '../media/errors.ts';
import { picturePool } from '../media/picture-pool.ts';
import type { WorkerPool } from '../media/pool.ts';
import { makeFolder } from '../util/make-folder.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import type { PictureSource } from './entry.ts';
import { ReportNotWrittenError } from './errors.ts';
import { filesOf, KnownPictures } from './known-pictures.ts';
import type { PagePicture } from './page-data.ts';
import { neededFiles } from './report-files.ts';

/** Beside `index.html`. */
const FOLDER = 'pictures';

/** Names of files as this module gives them; no other file is ever removed. */
const OURS = /^[0-9a-f]{16}-[0-9a-f]{10}(?:-strip)?\.jpg$/;

/**
 * The pictures of a report: thumbnails and hover strips in its folder `pictures/`, and what is known of them. They are made by
 * media workers, and again only when their clip or its thumbnail's time has changed.
 */
export class ReportPictures {
  readonly #folder: string;
  readonly #known: KnownPictures;
  /** Names of the files in the folder. */
  readonly #files: Set<string>;
  #pool: WorkerPool<PicturesRequest, ClipPictures> | undefined;
  #made = 0;

  /** @param folder of the report, absolute path */
  constructor(folder: string) {
    this.#folder = join(folder, FOLDER);
    this.#known = new KnownPictures(this.#folder);
    this.#files = filesIn(this.#folder);
  }

  /** Of how many clips pictures were made. */
  get made(): number {
    return this.#made;
  }

  /** Those that are there already, relative to the report's folder. Of a clip that is gone, those that it had. */
  found(id: string, source: PictureSource | undefined): PagePicture | undefined {
    const known = this.#known.of(id, source);
    return known?.picture && this.#isThere(known.picture) ? known.picture : undefined;
  }

  /** Whether they are to be made: not where that has failed before, and the clip is still the same. */
  isMissing(id: string, source: PictureSource): boolean {
    const known = this.#known.of(id, source);
    return known === undefined || (known.picture !== undefined && !this.#isThere(known.picture));
  }

  /**
   * Makes them, of as many clips at a time as it is called for.
   *
   * @throws the failure of the clip when they cannot be made, ReportNotWrittenError, the signal's reason
   */
  async make(id: string, source: PictureSource, signal: AbortSignal): Promise<PagePicture> {
    this.#pool ??= picturePool();
    const { file, thumbnailSeconds } = source;
    try {
      const pictures = await this.#pool.ask({ file, thumbnailSeconds }, signal);
      const picture = this.#write(id, pictures);
      this.#known.set(id, source, picture);
      this.#made++;
      return picture;
    } catch (error) {
      const wasKilled = error instanceof MediaWorkerCrashedError && error.wasKilled;
      if (isClipFailure(error) && !wasKilled) {
        this.#known.set(id, source, undefined);
      }
      throw error;
    }
  }

  /**
   * Keeps what is known in the folder, for the next time. Files that no page in the report's folder needs any more are
   * removed.
   *
   * @throws ReportNotWrittenError
   */
  save(): void {
    try {
      makeFolder(this.#folder);
      const needed = neededFiles(dirname(this.#folder));
      const unused = this.#known.save((name) => needed.has(`${FOLDER}/${name}`));
      for (const name of unused.filter((name) => OURS.test(name))) {
        rmSync(join(this.#folder, name), { force: true });
      }
    } catch (error) {
      throw new ReportNotWrittenError(this.#folder, error as Error);
    }
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }

  #write(id: string, { thumbnail, strip }: ClipPictures): PagePicture {
    const { width, height } = thumbnail;
    try {
      makeFolder(this.#folder);
      return {
        thumbnail: this.#writeFile(id, '', thumbnail.jpeg),
        width,
        height,
        ...(strip && {
          strip: {
            url: this.#writeFile(id, '-strip', strip.jpeg),
            columns: strip.columns,
            rows: strip.rows,
            tiles: strip.tiles,
          },
        }),
      };
    } catch (error) {
      throw new ReportNotWrittenError(this.#folder, error as Error);
    }
  }

  #writeFile(id: string, ending: string, jpeg: Uint8Array): string {
    const hash = createHash('sha256').update(jpeg).digest('hex').slice(0, 10);
    const name = `${id}-${hash}${ending}.jpg`;
    writeAtomically(join(this.#folder, name), jpeg);
    this.#files.add(name);
    return `${FOLDER}/${name}`;
  }

  #isThere(picture: PagePicture): boolean {
    return filesOf(picture).every((name) => this.#files.has(name));
  }
}

function filesIn(folder: string): Set<string> {
  try {
    return new Set(readdirSync(folder));
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
      return new Set();
    }
    throw new ReportNotWrittenError(folder, error as Error);
  }
}
