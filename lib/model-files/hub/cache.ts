import {
  type Dirent,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { link, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { hasCode, messageOf } from '../../errors.ts';
import { writeAtomically } from '../../util/write-atomically.ts';
import { isGgufFile } from '../file-names.ts';
import { parseHubModel } from '../model-name.ts';
import { ModelCacheError } from './errors.ts';
import type { HubFile } from './listing.ts';

/*
 * The layout that all clients of the hub share (https://huggingface.co/docs/hub/local-cache):
 *
 *   models--owner--name/blobs/<etag>                  a file's contents; <etag>.incomplete while they arrive
 *   models--owner--name/snapshots/<commit>/<path>     a symbolic link to them
 *   models--owner--name/refs/main                     the commit that the branch was at
 *   .locks/models--owner--name/                       who is at work
 */

const PREFIX = 'models--';
const BRANCH = 'main';

/** Folders in folders that are looked into. */
const DEEPEST = 4;

/** A repository's folder in the hub's cache. */
export class CachedRepository {
  readonly name: string;
  readonly folder: string;
  readonly locks: string;
  readonly #cache: string;

  /** @param name `owner/name`, as parseHubModel() takes it */
  constructor(cache: string, name: string) {
    this.name = name;
    this.#cache = cache;
    const folder = `${PREFIX}${name.replace('/', '--')}`;
    this.folder = join(cache, folder);
    this.locks = join(cache, '.locks', folder);
  }

  blob(etag: string): string {
    return join(this.folder, 'blobs', etag);
  }

  /** What has arrived of a blob. */
  incomplete(etag: string): string {
    return `${this.blob(etag)}.incomplete`;
  }

  snapshot(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  /** Commits of which there are files; the branch's first, then the newest. */
  commits(): string[] {
    const main = this.#commitOfBranch();
    const others = entriesOf(join(this.folder, 'snapshots'))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, time: statSync(this.snapshot(name)).mtimeMs }))
      .sort((a, b) => b.time - a.time)
      .map(({ name }) => name);
    return [...new Set([...(main === undefined ? [] : [main]), ...others])];
  }

  /** Paths of a snapshot's GGUF files whose contents are in the cache. */
  files(commit: string): string[] {
    return filesBelow(this.snapshot(commit), '', DEEPEST).filter((path) =>
      this.#isWhole(join(this.snapshot(commit), path)),
    );
  }

  /** Makes the folders for a download. */
  async prepare(): Promise<void> {
    await this.#mkdir(join(this.folder, 'blobs'));
  }

  /** Whether a file's contents are there, whole; in the snapshot itself where there are no links. */
  has(commit: string, { path, etag, bytes }: HubFile): boolean {
    const places = [this.blob(etag), this.#placeOf(commit, path)];
    return places.some((place) => sizeOf(place) === bytes);
  }

  /** How much of a file is there, in bytes. */
  arrived(commit: string, file: HubFile): number {
    return this.has(commit, file)
      ? file.bytes
      : Math.min(sizeOf(this.incomplete(file.etag)) ?? 0, file.bytes);
  }

  /** Gives a blob its place in a snapshot, if need be. */
  async place(commit: string, path: string, etag: string): Promise<string> {
    const blob = this.blob(etag);
    const file = this.#placeOf(commit, path);
    await this.#mkdir(dirname(file));
    const target = relative(dirname(file), blob);
    if (existsSync(file) && (await isLinkTo(file, target))) {
      return file;
    }
    try {
      await rm(file, { force: true });
      await symlink(target, file, 'file');
    } catch (error) {
      if (hasCode(error, 'EEXIST')) {
        // Another client of the hub was quicker.
        return file;
      }
      if (!hasCode(error, 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL')) {
        throw new ModelCacheError(file, messageOf(error));
      }
      // Windows without its developer mode; where there are no links at all, the hub's clients move the contents.
      await link(blob, file).catch(() => rename(blob, file));
    }
    return file;
  }

  /** Records where the branch was. */
  async setBranch(commit: string): Promise<void> {
    const file = join(this.folder, 'refs', BRANCH);
    if (this.#commitOfBranch() !== commit) {
      await this.#mkdir(dirname(file));
      writeAtomically(file, commit);
    }
  }

  #placeOf(commit: string, path: string): string {
    return join(this.snapshot(commit), ...path.split('/'));
  }

  async finish(etag: string): Promise<void> {
    await rename(this.incomplete(etag), this.blob(etag));
  }

  #commitOfBranch(): string | undefined {
    try {
      const commit = readFileSync(join(this.folder, 'refs', BRANCH), 'utf8').trim();
      return /^[0-9A-Za-z]{1,64}$/.test(commit) ? commit : undefined;
    } catch {
      // Not there, or unreadable: as if it had never been asked for.
      return undefined;
    }
  }

  /** A file whose contents are in this cache, not anywhere else that a link may lead to. */
  #isWhole(file: string): boolean {
    try {
      return statSync(file).isFile() && isWithin(realpathSync(file), realpathSync(this.#cache));
    } catch {
      // A link to contents that are gone.
      return false;
    }
  }

  /** @throws ModelCacheError also when a link leads it out of the cache */
  async #mkdir(folder: string): Promise<void> {
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw new ModelCacheError(folder, messageOf(error));
    }
    if (!isWithin(realpathSync(folder), realpathSync(this.#cache))) {
      throw new ModelCacheError(folder, 'a link leads out of the cache');
    }
  }
}

/** Every repository of models in the cache; a link to a folder is none. */
export function cachedRepositories(cache: string): CachedRepository[] {
  return entriesOf(cache)
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(PREFIX))
    .map(({ name }) => name.slice(PREFIX.length).split('--'))
    .map((parts) => parts.join('/'))
    .filter((name) => parseHubModel(name) !== undefined)
    .map((name) => new CachedRepository(cache, name));
}

/** The size of a file, in bytes; `undefined` when there is none. */
function sizeOf(file: string): number | undefined {
  try {
    return statSync(file).size;
  } catch {
    return undefined;
  }
}

export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
      return [];
    }
    throw new ModelCacheError(folder, messageOf(error));
  }
}

function filesBelow(folder: string, prefix: string, depth: number): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      return depth === 0 ? [] : filesBelow(join(folder, entry.name), `${path}/`, depth - 1);
    }
    return isGgufFile(entry.name) ? [path] : [];
  });
}

async function isLinkTo(file: string, target: string): Promise<boolean> {
  try {
    return (await readlink(file)) === target;
  } catch {
    // The contents themselves, where there can be no links.
    return true;
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
