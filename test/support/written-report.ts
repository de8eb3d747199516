import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { PageClip, PageData, PageDetails } from '../../lib/report/page-data.ts';

/** A report on the disk, as its page would read it. */
export class WrittenReport {
  readonly folder: string;
  readonly html: string;
  readonly clips: PageClip[];
  readonly words: Record<string, string>;

  /** @param index path of `index.html` */
  constructor(index: string) {
    this.folder = dirname(index);
    this.html = readFileSync(index, 'utf8');
    const [, file = ''] = /<script src="(data\/clips\.[^"]+)"/.exec(this.html) ?? [];
    const data = this.#data(file);
    if (data.kind !== 'clips') {
      throw new Error(`${file} holds ${data.kind}`);
    }
    this.clips = data.clips;
    const words = this.#data(data.words ?? '');
    this.words = words.kind === 'words' ? words.words : {};
  }

  /** The clip whose name ends so. */
  clip(name: string): PageClip {
    const found = this.clips.find((clip) => clip.name.endsWith(name));
    if (found === undefined) {
      throw new Error(`no ${name} among ${this.clips.map((clip) => clip.name)}`);
    }
    return found;
  }

  details({ id, details }: PageClip): PageDetails | undefined {
    const data = details === undefined ? undefined : this.#data(details);
    return data?.kind === 'details' ? data.details[id] : undefined;
  }

  /** Every file in the folder, relative to it. */
  files(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).toSorted();
  }

  #data(file: string): PageData {
    const self: { reportData?: PageData[] } = {};
    runInNewContext(readFileSync(join(this.folder, file), 'utf8'), { self });
    const [data] = self.reportData ?? [];
    // Of this realm, so that it can be compared.
    return JSON.parse(JSON.stringify(data)) as PageData;
  }
}
