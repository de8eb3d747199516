import { messageOf } from '../../errors.ts';
import { usefulWorkers } from '../../media/pool.ts';
import type { PictureSource } from '../entry.ts';
import type { PagePicture } from '../page-data.ts';
import { ReportPictures } from '../pictures.ts';

/** At half of the machine's cores at most, and few: clips are described first. */
const AT_A_TIME = Math.max(1, Math.min(4, Math.floor(usefulWorkers() / 2)));

/** Nobody watches when nobody has looked for so long, in ms: the pictures can wait. */
const PAUSE_MS = 15_000;

/** What is known of the pictures is kept after so many. */
const SAVED_AFTER = 20;

/** Makes the pictures of a live report one after the other, for as long as somebody watches. */
export class LivePictures {
  readonly #pictures: ReportPictures;
  readonly #onMade: (id: string) => Promise<void>;
  readonly #wanted: { id: string; source: PictureSource }[] = [];
  /** What was tried of each clip. */
  readonly #tried = new Map<string, string>();
  #working = 0;
  #made = 0;
  #lookedAt = 0;

  /**
   * @param folder of the report
   * @param onMade called with the clip whose pictures are there now
   */
  constructor(folder: string, onMade: (id: string) => Promise<void>) {
    this.#pictures = new ReportPictures(folder);
    this.#onMade = onMade;
  }

  /**
   * Those that are there, relative to the report's folder; others will be made.
   *
   * @param isNew it is somebody's turn who waits for it
   */
  of(id: string, source: PictureSource, isNew: boolean): PagePicture | undefined {
    const found = this.#pictures.found(id, source);
    const what = JSON.stringify(source);
    if (found === undefined && this.#tried.get(id) !== what) {
      this.#tried.set(id, what);
      if (isNew) {
        this.#wanted.unshift({ id, source });
      } else {
        this.#wanted.push({ id, source });
      }
    }
    return found;
  }

  /** To be called when somebody looks. */
  goOn(): void {
    this.#lookedAt = performance.now();
    while (this.#working < AT_A_TIME && this.#wanted.length > 0) {
      this.#working++;
      void this.#work();
    }
  }

  async #work(): Promise<void> {
    while (performance.now() - this.#lookedAt < PAUSE_MS) {
      const next = this.#wanted.shift();
      if (next === undefined) {
        break;
      }
      const made = await this.#make(next.id, next.source);
      if (made !== undefined) {
        await this.#onMade(next.id);
        if (++this.#made % SAVED_AFTER === 0) {
          this.#pictures.save();
        }
      }
    }
    if (--this.#working === 0) {
      this.#pictures.save();
    }
  }

  async #make(id: string, source: PictureSource): Promise<PagePicture | undefined> {
    try {
      return await this.#pictures.make(id, source, new AbortController().signal);
    } catch (error) {
      // The folder cannot be written, say. Clips are shown without pictures.
      console.error(`The pictures of ${source.file} cannot be made: ${messageOf(error)}`);
      return undefined;
    }
  }
}
