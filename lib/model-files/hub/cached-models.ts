import { lstatSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, VlogDescribeError } from '../../errors.ts';
import { chooseFiles } from '../choose.ts';
import { CachedRepository, cachedRepositories, entriesOf } from './cache.ts';
import { hubEnvironment } from './environment.ts';
import { ModelBusyError, ModelCacheError, ModelNotCachedError } from './errors.ts';
import { tryLock } from './lock.ts';

/** A repository of GGUF files in the hub's cache. */
export type CachedModel = {
  /** `owner/name` */
  name: string;
  folder: string;
  /** What is there whole, of all snapshots. */
  files: { name: string; bytes: number }[];
  /** What it takes on the disk, what has not arrived whole included. */
  bytes: number;
  /** Of downloads that were interrupted, or go on. */
  incompleteBytes: number;
  /** Whether a model and its projector are there whole. */
  isComplete: boolean;
  /** When one of its files was read or written last, as far as the file system keeps that. */
  lastUsed: Date;
};

/** The GGUF models in the hub's cache, by name. */
export function listModels(): CachedModel[] {
  return cachedRepositories(hubEnvironment().cache)
    .map(modelIn)
    .filter(({ name, files }) => files.length > 0 || /gguf/i.test(name))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Removes a repository from the hub's cache, what has not arrived whole included. Links are removed, and
 * never what they lead to outside of it.
 *
 * @param name `owner/name`
 * @returns the bytes that were freed
 * @throws ModelNotCachedError; ModelBusyError while a download of ours goes on; ModelCacheError
 */
export function removeModel(name: string): number {
  const { cache } = hubEnvironment();
  const models = listModels();
  const model = models.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (model === undefined) {
    throw new ModelNotCachedError(
      name,
      cache,
      models.map((each) => each.name),
    );
  }
  const repository = new CachedRepository(cache, model.name);
  const lock = tryLock(repository.locks);
  if (typeof lock === 'string') {
    throw new ModelBusyError(model.name, lock);
  }
  try {
    rmSync(repository.folder, { recursive: true });
  } catch (error) {
    throw new ModelCacheError(repository.folder, messageOf(error));
  } finally {
    lock.release();
  }
  return model.bytes;
}

function modelIn(repository: CachedRepository): CachedModel {
  const snapshots = repository.commits().map((commit) => ({
    folder: repository.snapshot(commit),
    paths: repository.files(commit),
  }));
  const whole = new Map(
    snapshots
      .flatMap(({ folder, paths }) => paths.map((path) => ({ path, file: join(folder, path) })))
      .map(({ path, file }) => [realpathSync(file), path]),
  );
  const blobs = entriesOf(join(repository.folder, 'blobs')).map(({ name }) =>
    join(repository.folder, 'blobs', name),
  );
  const stats = [...new Set([...whole.keys(), ...blobs])].map((file) => ({
    file,
    ...statsOf(file),
  }));
  const bytesOf = (files: typeof stats): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    name: repository.name,
    folder: repository.folder,
    files: stats
      .flatMap(({ file, bytes }) => {
        const path = whole.get(file);
        return path === undefined ? [] : [{ name: path, bytes }];
      })
      .sort((a, b) => a.name.localeCompare(b.name)),
    bytes: bytesOf(stats),
    incompleteBytes: bytesOf(
      stats.filter(({ file }) => /\.(incomplete|downloadInProgress)$/.test(file)),
    ),
    isComplete: snapshots.some(
      ({ paths }) => !(chooseFiles(repository.name, paths, undefined) instanceof VlogDescribeError),
    ),
    lastUsed: new Date(Math.max(0, ...stats.map(({ usedMs }) => usedMs))),
  };
}

function statsOf(file: string): { bytes: number; usedMs: number } {
  try {
    const { size, atimeMs, mtimeMs } = lstatSync(file);
    return { bytes: size, usedMs: Math.max(atimeMs, mtimeMs) };
  } catch {
    // Removed in the meantime.
    return { bytes: 0, usedMs: 0 };
  }
}
