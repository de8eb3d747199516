import { isClipFailure, messageOf } from '../../errors.ts';
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
  /** `undefined` when their folder cannot be used: clips are shown without. */
  #pictures: ReportPictures | undefined;
  readonly #onMade: (id: string) => void;
  /** Of clips that were just described. */
  readonly #wantedFirst = new Map<string, PictureSource>();
  readonly #wanted = new Map<string, PictureSource>();
  readonly #works = new Set<Promise<void>>();
  #working = 0;
  #made = 0;
  #lookedAt = 0;
  #isClosed = false;

  /**
   * @param folder of the report
   * @param onMade called with the clip whose pictures are there now
   */
  constructor(folder: string, onMade: (id: string) => void) {
    this.#onMade = onMade;
    this.#orGiveUp(() => {
      this.#pictures = new ReportPictures(folder);
    });
  }

  /**
   * Those that are there, relative to the report's folder; others will be made.
   *
   * @param isNew the clip has changed before the eyes of who watches
   */
  of(id: string, source: PictureSource | undefined, isNew: boolean): PagePicture | undefined {
    if (source !== undefined && this.#pictures?.isMissing(id, source)) {
      this.#wanted.delete(id);
      (isNew ? this.#wantedFirst : this.#wanted).set(id, source);
    }
    return this.#pictures?.found(id, source);
  }

  /** To be called when somebody looks. */
  goOn(): void {
    this.#lookedAt = performance.now();
    const wanted = this.#wantedFirst.size + this.#wanted.size;
    while (this.#working < Math.min(AT_A_TIME, wanted)) {
      this.#working++;
      const work = this.#work();
      this.#works.add(work);
      void work.finally(() => this.#works.delete(work));
    }
  }

  /** Makes no more, and ends the media workers. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wantedFirst.clear();
    this.#wanted.clear();
    await this.#pictures?.close();
    await Promise.all(this.#works);
  }

  async #work(): Promise<void> {
    while (performance.now() - this.#lookedAt < PAUSE_MS) {
      const [next = this.#wanted.entries().next().value] = this.#wantedFirst;
      if (next === undefined) {
        break;
      }
      const [id, source] = next;
      this.#wantedFirst.delete(id);
      this.#wanted.delete(id);
      await this.#make(id, source);
    }
    this.#working--;
    this.#save();
  }

  async #make(id: string, source: PictureSource): Promise<void> {
    try {
      await this.#pictures?.make(id, source, new AbortController().signal);
      this.#onMade(id);
      if (++this.#made % SAVED_AFTER === 0) {
        this.#save();
      }
    } catch (error) {
      // A clip that has none is shown without; a folder that cannot be written has room for none.
      if (!isClipFailure(error) && !this.#isClosed) {
        this.#giveUp(error);
      }
    }
  }

  #save(): void {
    this.#orGiveUp(() => this.#pictures?.save());
  }

  #orGiveUp(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #giveUp(error: unknown): void {
    console.error(`The live report goes on without pictures: ${messageOf(error)}`);
    this.#pictures = undefined;
    this.#wantedFirst.clear();
    this.#wanted.clear();
  }
}
