import { isClipFailure } from '../errors.ts';
import { usefulWorkers } from '../media/pool.ts';
import type { Log } from '../util/log.ts';
import { type PictureSource, withoutFolder } from './entry.ts';
import type { PageClip } from './page-data.ts';
import type { ReportPictures } from './pictures.ts';

/** In ms: what is known of pictures is kept so often while they are made. */
const SAVE_MS = 10_000;

type Wanted = { clip: PageClip; source: PictureSource };

/** Has the missing pictures of clips made, several clips at a time. A clip whose pictures cannot be made costs no other. */
export class PictureQueue {
  readonly #pictures: ReportPictures;
  readonly #warn: Log;
  readonly #waiting: Wanted[] = [];
  readonly #working = new Set<Promise<void>>();
  /** What keeps all further pictures from being made. */
  #failure: unknown;
  #savedAt = performance.now();

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
    }
  }

  /** Begins with one clip at a time: others are still being described. */
  begin(signal: AbortSignal): void {
    this.#work(1, signal);
  }

  /**
   * Makes those that are left.
   *
   * @throws ReportNotWrittenError, the signal's reason
   */
  async finish(signal: AbortSignal): Promise<void> {
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
    try {
      await this.#pictures.make(id, source, signal);
    } catch (error) {
      if (!isClipFailure(error)) {
        throw error;
      }
      this.#warn(`${name}: shown without pictures. ${withoutFolder(error.message, source.file)}`);
    }
  }
}
