import { isClipFailure } from '../errors.ts';
import { usefulWorkers } from '../media/pool.ts';
import type { Log } from '../util/log.ts';
import { type PictureSource, withoutFolder } from './entry.ts';
import type { PageClip } from './page-data.ts';
import type { ReportPictures } from './pictures.ts';

/** In ms: what is known of pictures is kept so often while they are made. */
const SAVE_MS = 10_000;

type Wanted = { clip: PageClip; source: PictureSource };

/** How far it is with the clips whose pictures were missing. */
export type PictureCounts = {
  total: number;
  /** Those that failed among them. */
  done: number;
  failed: number;
  /** Names of those whose pictures are being made. */
  current: Set<string>;
};

/** Has the missing pictures of clips made, several clips at a time. A clip whose pictures cannot be made costs no other. */
export class PictureQueue {
  readonly counts: PictureCounts = { total: 0, done: 0, failed: 0, current: new Set() };
  readonly #pictures: ReportPictures;
  readonly #warn: Log;
  readonly #waiting: Wanted[] = [];
  readonly #working = new Set<Promise<void>>();
  /** What keeps all further pictures from being made. */
  #failure: unknown;
  #savedAt = performance.now();
  #onMade: () => void = () => {};

  constructor(pictures: ReportPictures, warn: Log) {
    this.#pictures = pictures;
    this.#warn = warn;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#working.size === 0;
  }

  add(clip: PageClip, source: PictureSource): void {
    if (this.#pictures.isMissing(clip.id, source)) {
      this.#waiting.push({ clip, source });
      this.counts.total++;
    }
  }

  /** Begins with one clip at a time: others are still being described. */
  begin(signal: AbortSignal): void {
    this.#work(1, signal);
  }

  /**
   * Makes those that are left.
   *
   * @param onMade called after each clip
   * @throws ReportNotWrittenError, the signal's reason
   */
  async finish(signal: AbortSignal, onMade: () => void): Promise<void> {
    this.#onMade = onMade;
    this.#work(usefulWorkers(), signal);
    await Promise.all(this.#working);
    this.#pictures.save();
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  #work(atATime: number, signal: AbortSignal): void {
    const more = Math.min(atATime - this.#working.size, this.#waiting.length);
    for (let worker = 0; worker < more; worker++) {
      const work = this.#makeAll(signal)
        .catch((error: unknown) => {
          this.#failure ??= error;
        })
        .finally(() => this.#working.delete(work));
      this.#working.add(work);
    }
  }

  async #makeAll(signal: AbortSignal): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      await this.#make(next, signal);
      if (performance.now() - this.#savedAt > SAVE_MS) {
        this.#savedAt = performance.now();
        this.#pictures.save();
      }
      if (this.#failure !== undefined) {
        break;
      }
    }
  }

  async #make({ clip: { id, name }, source }: Wanted, signal: AbortSignal): Promise<void> {
    this.counts.current.add(name);
    try {
      await this.#pictures.make(id, source, signal);
    } catch (error) {
      if (!isClipFailure(error)) {
        throw error;
      }
      this.counts.failed++;
      this.#warn(`${name}: shown without pictures. ${withoutFolder(error.message, source.file)}`);
    } finally {
      this.counts.current.delete(name);
    }
    this.counts.done++;
    this.#onMade();
  }
}
