import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { recipeOf } from '../engines/recipe.ts';
import { placeOf } from '../protocol/place.ts';
import { Claims } from '../record/claims.ts';
import { recordFileOf, subtitlesOf } from '../record/files.ts';
import { readRecord } from '../record/read.ts';
import { reasonFor } from '../record/up-to-date.ts';
import { refreshFolderOf } from '../util/refresh-folder.ts';

/** Pause between two looks at a clip that another run describes, in ms. */
const LOOK_MS = 500;

/** What this run and others over the same clips, perhaps on other machines, know of each other: who describes which. */
export class OtherRuns {
  readonly #config: Config;
  readonly #recipe: ReturnType<typeof recipeOf>;
  readonly #claims: Claims;
  readonly #ended = new AbortController();

  constructor(config: Config) {
    this.#config = config;
    this.#recipe = recipeOf(config);
    this.#claims = new Claims(placeOf(config));
  }

  /** Whether this run may describe the clip; `false` when another is at it. */
  take(file: string): boolean {
    return this.#claims.take(file);
  }

  /** Settles when no other run describes the clip any more, or by {@link close}. */
  async untilFree(file: string): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted && !this.take(file) && !(await this.haveDescribed(file))) {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Whether the clip has a record now that is up to date: one on another machine may have been faster. */
  async haveDescribed(file: string): Promise<boolean> {
    refreshFolderOf(file);
    return (
      readRecord(recordFileOf(file)) !== undefined &&
      (await reasonFor(file, subtitlesOf(file, this.#config), this.#recipe)) === undefined
    );
  }

  /**
   * To be called before the clip's record is written.
   *
   * @returns whether another run, to which this one looked dead, has taken the clip over and described it
   */
  async wereFaster(file: string): Promise<boolean> {
    if (!this.#claims.hasLost(file)) {
      return false;
    }
    if (await this.haveDescribed(file)) {
      return true;
    }
    this.#claims.takeBack(file);
    return false;
  }

  /** To be called when the clip is described or has failed. */
  release(file: string): void {
    this.#claims.release(file);
  }

  /** Gives all clips back, and waits for none any more. */
  close(): void {
    this.#ended.abort();
    this.#claims.close();
  }
}
