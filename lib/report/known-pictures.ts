import { basename, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { readText } from '../util/read-text.ts';
import { statsOf } from '../util/stats-of.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import type { PictureSource } from './entry.ts';
import type { PagePicture } from './page-data.ts';

/** Hidden, so that nobody takes it for a record. */
const FILE = '.pictures.json';

/** Goes up when pictures would look different: all are made again. */
const VERSION = 1;

/** In bytes: of 100,000 clips. */
const LARGEST_FILE = 64 * 1024 * 1024;

const file = z.string().regex(/^pictures\/[0-9a-f]{16}-[0-9a-f]{10}(?:-strip)?\.jpg$/);
const count = z.int().min(1).max(1000);

const Known = z.object({
  /** Path of the clip, relative to the folder. */
  clip: z.string(),
  size_bytes: z.number(),
  modified_ms: z.number(),
  thumbnail_seconds: z.number().optional(),
  /** Missing when none could be made. */
  picture: z
    .object({
      thumbnail: file,
      width: count,
      height: count,
      strip: z.object({ url: file, columns: count, rows: count, tiles: count }).optional(),
    })
    .optional(),
});

/** What the pictures of a clip were made of. */
type KnownPicture = z.infer<typeof Known>;

const Kept = z.object({
  version: z.literal(VERSION),
  clips: z.record(z.string(), Known),
  /** Names of files that pages may need which were written before. */
  replaced: z.array(z.string()),
});
type Kept = z.infer<typeof Kept>;

/** What is known of the pictures in a folder, kept in a file there. */
export class KnownPictures {
  readonly #folder: string;
  readonly #clips: Map<string, KnownPicture>;
  readonly #changed = new Set<string>();
  readonly #asked = new Set<string>();
  /** Files that are not those of a clip any more. */
  readonly #replaced: Set<string>;
  /** As it was written last. */
  #text = '';

  constructor(folder: string) {
    this.#folder = folder;
    const { clips, replaced } = read(folder);
    this.#clips = new Map(Object.entries(clips));
    this.#replaced = new Set(replaced);
  }

  /** `undefined` when nothing is known of the clip as it is; what is known of a clip that is gone is that of the last time. */
  of(id: string, source: PictureSource | undefined): { picture?: PagePicture } | undefined {
    this.#asked.add(id);
    const known = this.#clips.get(id);
    return known !== undefined && (source === undefined || isSame(known, source))
      ? (known as { picture?: PagePicture })
      : undefined;
  }

  /** @param picture `undefined` when none can be made */
  set(id: string, source: PictureSource, picture: PagePicture | undefined): void {
    for (const name of filesOf(this.#clips.get(id)?.picture)) {
      this.#replaced.add(name);
    }
    this.#changed.add(id);
    this.#clips.set(id, {
      clip: relative(this.#folder, source.file).split(sep).join('/'),
      size_bytes: source.sizeBytes,
      modified_ms: source.modifiedMs,
      thumbnail_seconds: source.thumbnailSeconds,
      picture,
    });
  }

  /**
   * Writes the file, with what another report has added to it meanwhile. Clips that are gone and that nobody asked for leave it.
   *
   * @param isShown whether a page needs a file, by its name in the folder
   * @returns names of files in the folder that nothing needs any more
   * @throws the system's error
   */
  save(isShown: (name: string) => boolean): string[] {
    const { clips: before } = read(this.#folder);
    for (const [id, known] of Object.entries(before)) {
      if (!this.#changed.has(id)) {
        this.#clips.set(id, known);
      }
    }
    for (const [id, known] of this.#clips) {
      if (!this.#asked.has(id) && !isThere(this.#folder, known)) {
        this.#clips.delete(id);
        for (const name of filesOf(known.picture)) {
          this.#replaced.add(name);
        }
      }
    }
    const needed = new Set([...this.#clips.values()].flatMap(({ picture }) => filesOf(picture)));
    const replaced = [...this.#replaced].filter((name) => !needed.has(name));
    const unused = replaced.filter((name) => !isShown(name));
    for (const name of unused) {
      this.#replaced.delete(name);
    }
    const kept: Kept = {
      version: VERSION,
      clips: Object.fromEntries(this.#clips),
      replaced: replaced.filter(isShown),
    };
    const text = `${JSON.stringify(kept)}\n`;
    if (text !== this.#text) {
      writeAtomically(join(this.#folder, FILE), text);
      this.#text = text;
    }
    return unused;
  }
}

/** Names in the folder. */
export function filesOf(picture: KnownPicture['picture']): string[] {
  const { thumbnail, strip } = picture ?? {};
  return [thumbnail, strip?.url].flatMap((url) => (url === undefined ? [] : [basename(url)]));
}

function isSame(known: KnownPicture, source: PictureSource): boolean {
  return (
    known.size_bytes === source.sizeBytes &&
    known.modified_ms === source.modifiedMs &&
    known.thumbnail_seconds === source.thumbnailSeconds
  );
}

function isThere(folder: string, { clip }: KnownPicture): boolean {
  return statsOf(resolve(folder, clip)) !== undefined;
}

/** A file that is missing, damaged or of another version holds nothing: all pictures are made again. */
function read(folder: string): Pick<Kept, 'clips' | 'replaced'> {
  try {
    return Kept.parse(JSON.parse(readText(join(folder, FILE), LARGEST_FILE)));
  } catch {
    return { clips: {}, replaced: [] };
  }
}
