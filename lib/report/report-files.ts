import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { readText } from '../util/read-text.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { ReportNotWrittenError } from './errors.ts';
import { GENERATOR } from './html.ts';

/** In bytes: more than stands before the mark in a page of ours. */
const HEAD = 2048;

/** In bytes, of the list of files: 100,000 clips have 2048 files of details. */
const LARGEST_LIST = 1024 * 1024;

/** Names of files as this module gives them; no other file is ever removed. */
const OURS = /^(?:app\.[0-9a-f]{16}\.(?:js|css)|data\/[a-z]+(?:-\d+)?\.[0-9a-f]{16}\.js)$/;

const Lists = z.object({ files: z.array(z.string()), before: z.array(z.string()) });
type Lists = z.infer<typeof Lists>;

/**
 * The files of a report. Each has a name of its contents, so that none is ever changed; `index.html`, which names them, is replaced
 * last, in one step. The files of the report before stay until the next: a page that is open goes on with them.
 */
export class ReportFiles {
  readonly #file: string;
  readonly #folder: string;
  #written = new Set<string>();

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
    const hash = createHash('sha256').update(hashed).digest('hex').slice(0, 16);
    const full = name.replace('*', hash);
    const path = join(this.#folder, full);
    this.#try(() => {
      if (!isThere(path, bytes.length)) {
        mkdirSync(dirname(path), { recursive: true });
        writeAtomically(path, bytes);
      }
    });
    this.#written.add(full);
    return full;
  }

  /** Replaces the page, then removes the files that neither it nor the one before needs. */
  finish(html: string): void {
    this.#try(() => {
      mkdirSync(this.#folder, { recursive: true });
      this.#check();
      const { files, before } = this.#lists(this.#list);
      const current = [...this.#written];
      const isSame =
        files.length === current.length && files.every((name) => this.#written.has(name));
      writeAtomically(this.#file, html);
      const kept: Lists = { files: current, before: isSame ? before : files };
      writeAtomically(join(this.#folder, this.#list), `${JSON.stringify(kept)}\n`);
      if (!isSame) {
        this.#remove(before.filter((name) => ![...kept.files, ...kept.before].includes(name)));
      }
    });
    this.#written = new Set();
  }

  /** Of the files that this page has and had. */
  get #list(): string {
    return `.${basename(this.#file)}.files.json`;
  }

  #lists(name: string): Lists {
    try {
      return Lists.parse(JSON.parse(readText(join(this.#folder, name), LARGEST_LIST)));
    } catch {
      // Missing or damaged: nothing is known to be ours, and nothing is removed.
      return { files: [], before: [] };
    }
  }

  /** Another report in the same folder may need them too. */
  #remove(names: readonly string[]): void {
    const others = readdirSync(this.#folder)
      .filter((name) => /^\..*\.files\.json$/.test(name) && name !== this.#list)
      .map((name) => this.#lists(name));
    const needed = new Set(others.flatMap(({ files, before }) => [...files, ...before]));
    for (const name of names.filter((name) => OURS.test(name) && !needed.has(name))) {
      rmSync(join(this.#folder, name), { force: true });
    }
  }

  /** @throws ReportNotWrittenError when the place of the page is taken */
  #check(): void {
    this.#try(() => {
      const stats = statSync(this.#file, { throwIfNoEntry: false });
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

/** A power failure may have left half of it. */
function isThere(path: string, bytes: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === bytes;
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
