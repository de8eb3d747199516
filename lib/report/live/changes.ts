import { randomUUID } from 'node:crypto';
import type { PageNews } from '../page-data.ts';
import type { LiveNews } from './messages.ts';

/** More changes than these, or more characters of them, are not told one by one: the page loads its data anew. */
const MOST_CHANGES = 100;
const MOST_CHARACTERS = 2 * 1024 * 1024;

/**
 * What has changed, so that a page that comes back hears of what it has missed. Of each clip only the last change
 * is kept, and of all only so many.
 */
export class Changes {
  /** Another process counts anew. */
  readonly #generation = randomUUID();
  /** By clip, oldest first. */
  readonly #kept = new Map<string, { count: number; json: string }>();
  #characters = 0;
  #count = 0;
  /** Changes up to this one are no longer kept. */
  #forgotten = 0;

  /** After all changes so far. */
  get version(): string {
    return this.#versionOf(this.#count);
  }

  add(id: string, news: PageNews): void {
    this.#remove(id);
    const json = JSON.stringify(news);
    this.#count++;
    this.#kept.set(id, { count: this.#count, json });
    this.#characters += json.length;
    for (const [oldest, { count }] of this.#kept) {
      if (this.#kept.size <= MOST_CHANGES && this.#characters <= MOST_CHARACTERS) {
        break;
      }
      this.#forgotten = count;
      this.#remove(oldest);
    }
  }

  /** @returns none after no version; `undefined` when they are not kept */
  after(version: string | undefined): LiveNews['changes'] {
    if (version === undefined) {
      return [];
    }
    const [generation, digits = ''] = version.split(':');
    const since = Number(digits);
    if (generation !== this.#generation || !(since >= this.#forgotten)) {
      return undefined;
    }
    return [...this.#kept.values()]
      .filter(({ count }) => count > since)
      .map(({ count, json }) => ({ version: this.#versionOf(count), json }));
  }

  #remove(id: string): void {
    this.#characters -= this.#kept.get(id)?.json.length ?? 0;
    this.#kept.delete(id);
  }

  #versionOf(count: number): string {
    return `${this.#generation}:${count}`;
  }
}
