import { closeSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../util/make-folder.ts';
import { readText } from '../util/read-text.ts';
import { statsOf } from '../util/stats-of.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { hashOf } from './content-hash.ts';
import { ReportNotWrittenError } from './errors.ts';
import { GENERATOR } from './html.ts';

/** In bytes: more than stands before the mark in a page of ours. */
const HEAD = 2048;

/** In bytes, of the list of files: of 100,000 clips. */
const LARGEST_LIST = 16 * 1024 * 1024;

/** How the name of a list of files ends; it begins with a dot and the name of the page. */
const LIST = '.files.json';

/** Names of files as this module gives them; no other file is ever removed. */
const OURS = /^(?:app\.[0-9a-f]{16}\.(?:js|css)|data\/[a-z]+(?:-\d+)?\.[0-9a-f]{16}\.js)$/;

/** What a page was made of and what is in it, so that it is not made again of the same. */
const Made = z.object({ stamp: z.string(), summary: z.string() });
export type Made = z.infer<typeof Made>;

const Lists = z.object({
  /** Those that the page needs, and those that the page before needed. */
  files: z.array(z.string()),
  before: z.array(z.string()),
  /** Of the page itself. */
  hash: z.string().optional(),
  made: Made.optional(),
});
type Lists = z.infer<typeof Lists>;

/**
 * The files of a report. Each has a name of its contents, so that none is ever changed; `index.html`, which names them, is replaced
 * last, in one step. The files of the report before stay until the next: a page that is open goes on with them.
 */
export class ReportFiles {
  readonly #file: string;
  readonly #folder: string;
  #written = new Set<string>();
  /** Whether the page was replaced already: first without new pictures, then with them. */
  #isReplaced = false;

  /**
   * @param file absolute path of `index.html`
   * @throws ReportNotWrittenError when there is a file that is not a report
   */
  constructor(file: string) {
    this.#file = file;
    this.#folder = dirname(file);
    this.#check();
  }

  /**
   * Writes a file, unless it is there.
   *
   * @param name with `*` where the hash of the contents goes: `data/words.*.js`
   * @returns its name, relative to the page
   */
  write(
    name: string,
    contents: string | Uint8Array,
    hashed: string | Uint8Array = contents,
  ): string {
    const bytes = Buffer.from(contents);
    const full = name.replace('*', hashOf(hashed));
    const path = join(this.#folder, full);
    this.#try(() => {
      if (!isThere(path, bytes.length)) {
        makeFolder(dirname(path));
        writeAtomically(path, bytes);
      }
    });
    this.#written.add(full);
    return full;
  }

  /** Tells of a file that the page needs and somebody else writes. */
  needs(name: string): void {
    this.#written.add(name);
  }

  /** What the page that is there was made of; `undefined` when a part of it is missing. */
  made(): Made | undefined {
    const { files, hash, made } = listsIn(join(this.#folder, this.#list));
    return made !== undefined && hash === hashOfFile(this.#file) && this.#areThere(files)
      ? made
      : undefined;
  }

  /**
   * Replaces the page, then removes the files that neither it nor the one before needs.
   *
   * @returns whether its files are all there: another report at the same time may have removed some that it found
   */
  finish(html: string, made: Made | undefined): boolean {
    const current = [...this.#written];
    this.#try(() => {
      makeFolder(this.#folder);
      this.#check();
      const { files, before } = listsIn(join(this.#folder, this.#list));
      const isSame =
        files.length === current.length && files.every((name) => this.#written.has(name));
      writeAtomically(this.#file, html);
      const stay = new Set(isSame || this.#isReplaced ? before : []);
      if (!isSame) {
        for (const name of files) {
          stay.add(name);
        }
      }
      const kept: Lists = { files: current, before: [...stay], hash: hashOf(html), made };
      writeAtomically(join(this.#folder, this.#list), `${JSON.stringify(kept)}\n`);
      this.#remove(before);
    });
    this.#written = new Set();
    this.#isReplaced = true;
    return this.#areThere(current.filter((name) => OURS.test(name)));
  }

  #areThere(files: readonly string[]): boolean {
    const folders = new Map<string, Set<string>>();
    return files.every((name) => {
      const folder = join(this.#folder, dirname(name));
      const names = folders.get(folder) ?? namesIn(folder);
      folders.set(folder, names);
      return names.has(basename(name));
    });
  }

  /** Of the files that this page has and had. */
  get #list(): string {
    return `.${basename(this.#file)}${LIST}`;
  }

  /** Another report in the same folder may need them too. */
  #remove(names: readonly string[]): void {
    const needed = neededFiles(this.#folder);
    for (const name of names.filter((name) => OURS.test(name) && !needed.has(name))) {
      rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** @throws ReportNotWrittenError when the place of the page is taken */
  #check(): void {
    this.#try(() => {
      const stats = statsOf(this.#file);
      if (stats !== undefined && !(stats.isFile() && isReport(this.#file))) {
        throw new Error('there is something else, which is not a report of this package');
      }
    });
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw error instanceof ReportNotWrittenError
        ? error
        : new ReportNotWrittenError(this.#file, error as Error);
    }
  }
}

/** All files that the reports in a folder need, and those that pages may need which were open before they were written. */
export function neededFiles(folder: string): Set<string> {
  const lists = [...namesIn(folder)].filter((name) => name.startsWith('.') && name.endsWith(LIST));
  return new Set(
    lists.flatMap((name) => {
      const { files, before } = listsIn(join(folder, name));
      return [...files, ...before];
    }),
  );
}

function listsIn(file: string): Lists {
  try {
    return Lists.parse(JSON.parse(readText(file, LARGEST_LIST)));
  } catch {
    // Missing or damaged: nothing is known to be ours, and nothing is removed.
    return { files: [], before: [] };
  }
}

/** Only to be called of a file that is a report. */
function hashOfFile(file: string): string | undefined {
  return statsOf(file) === undefined ? undefined : hashOf(readFileSync(file));
}

function namesIn(folder: string): Set<string> {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return new Set();
  }
}

/** A power failure may have left half of it. */
function isThere(path: string, bytes: number): boolean {
  return statsOf(path)?.size === bytes;
}

function isReport(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    const length = readSync(handle, head, 0, HEAD, 0);
    return head.toString('utf8', 0, length).includes(GENERATOR);
  } finally {
    closeSync(handle);
  }
}
