import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf, VlogDescribeError } from '../../errors.ts';
import { bytesText, shareText } from '../bytes.ts';
import { type Chosen, chooseFiles } from '../choose.ts';
import type { FoundFiles } from '../local-files.ts';
import { checkMemory } from '../memory.ts';
import type { HubModel } from '../model-name.ts';
import { throttled } from '../throttled.ts';
import type { FindProgress } from '../types.ts';
import { CachedRepository } from './cache.ts';
import { HubClient } from './client.ts';
import { downloadFile } from './download.ts';
import type { HubEnvironment } from './environment.ts';
import { HubOfflineError, ModelCacheError, ModelDiskFullError } from './errors.ts';
import { type HubFile, type Listing, listFiles } from './listing.ts';
import { takeLock } from './lock.ts';
import { retried } from './retry.ts';

/** Failures in a row after which the hub's listing is given up: nothing is lost yet. */
const MOST_FAILURES = 3;

/** What a download takes, in bytes. */
export type RemoteSize = {
  /** All files of the model together. */
  bytes: number;
  /** What is not yet in the cache. */
  missingBytes: number;
  files: { path: string; bytes: number }[];
};

/**
 * The model's files in the hub's cache, after what is missing was downloaded. What is there is taken
 * without asking the hub.
 *
 * @throws VlogDescribeError
 */
export async function fetchModel(
  hub: HubEnvironment,
  model: HubModel,
  onProgress: (progress: FindProgress) => void,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const repository = new CachedRepository(hub.cache, model.repository);
  const cached = findCached(repository, model);
  if (cached !== undefined) {
    return cached;
  }
  if (hub.offline) {
    throw new HubOfflineError(nameOf(model), hub.cache);
  }
  const client = new HubClient(hub);
  try {
    onProgress({ phase: `asking ${client.host} for ${nameOf(model)}` });
    const wanted = await choose(client, model, signal, (ms) =>
      onProgress({ phase: `waiting ${Math.ceil(ms / 1000)} s for ${client.host}` }),
    );
    return await download(client, repository, wanted, onProgress, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof VlogDescribeError
      ? error
      : new ModelCacheError(repository.folder, messageOf(error));
  } finally {
    await client.close();
  }
}

/**
 * What the model's files take. The hub is asked for what the cache does not have, also in offline mode: whoever
 * may not ask has no reason to call.
 */
export async function sizeOnHub(
  hub: HubEnvironment,
  model: HubModel,
  signal: AbortSignal,
): Promise<RemoteSize> {
  const repository = new CachedRepository(hub.cache, model.repository);
  const cached = findCached(repository, model);
  if (cached !== undefined) {
    const files = [...cached.model, cached.projector].map((file) => ({
      path: basename(file),
      bytes: statSync(file).size,
    }));
    return { bytes: sum(files.map(({ bytes }) => bytes)), missingBytes: 0, files };
  }
  const client = new HubClient(hub);
  try {
    const { commit, files } = await choose(client, model, signal, () => {});
    return {
      bytes: sum(files.map(({ bytes }) => bytes)),
      missingBytes: sum(files.map((file) => file.bytes - repository.arrived(commit, file))),
      files: files.map(({ path, bytes }) => ({ path, bytes })),
    };
  } finally {
    await client.close();
  }
}

type Wanted = { commit: string; chosen: Chosen; files: HubFile[] };

/** The newest snapshot that has what is asked for, whole; that of the branch before others. */
function findCached(repository: CachedRepository, { variant }: HubModel): FoundFiles | undefined {
  for (const commit of repository.commits()) {
    const chosen = chooseFiles(repository.name, repository.files(commit), variant);
    if (!(chosen instanceof VlogDescribeError)) {
      return inSnapshot(repository, commit, chosen);
    }
  }
  return undefined;
}

async function choose(
  client: HubClient,
  { repository, variant }: HubModel,
  signal: AbortSignal,
  onPause: (ms: number) => void,
): Promise<Wanted> {
  const { commit, files }: Listing = await retried(() => listFiles(client, repository, signal), {
    most: MOST_FAILURES,
    signal,
    onPause,
  });
  const chosen = chooseFiles(
    repository,
    files.map(({ path }) => path),
    variant,
  );
  if (chosen instanceof VlogDescribeError) {
    throw chosen;
  }
  const paths = [...chosen.model, chosen.projector];
  return { commit, chosen, files: files.filter(({ path }) => paths.includes(path)) };
}

async function download(
  client: HubClient,
  repository: CachedRepository,
  { commit, chosen, files }: Wanted,
  onProgress: (progress: FindProgress) => void,
  signal: AbortSignal,
): Promise<FoundFiles> {
  await repository.prepare();
  const total = Math.max(1, sum(files.map(({ bytes }) => bytes)));
  const lock = await takeLock(
    repository.locks,
    (holder) => {
      const done = sum(files.map((file) => repository.arrived(commit, file)));
      onProgress({
        phase: `${holder} downloads ${repository.name}: ${shareText(done, total)}`,
        fraction: done / total,
      });
    },
    signal,
  );
  try {
    await checkSpace(repository, commit, files);
    checkMemory(repository.name, total, undefined);
    let doneBefore = 0;
    for (const file of files) {
      if (!repository.has(commit, file)) {
        const report = throttled(onProgress);
        const phase = (bytes: number): string =>
          `downloading ${basename(file.path)}: ${shareText(bytes, file.bytes)}`;
        let here = 0;
        await downloadFile(file, {
          client,
          repository,
          commit,
          signal,
          onBytes: (bytes) => {
            here = bytes;
            report({ phase: phase(bytes), fraction: (doneBefore + bytes) / total });
          },
          onPause: (ms) =>
            onProgress({
              phase: `${phase(here)}; trying again in ${Math.ceil(ms / 1000)} s`,
              fraction: (doneBefore + here) / total,
            }),
        });
      }
      await repository.place(commit, file.path, file.etag);
      doneBefore += file.bytes;
    }
    await repository.setBranch(commit);
  } finally {
    lock.release();
  }
  return inSnapshot(repository, commit, chosen);
}

async function checkSpace(
  repository: CachedRepository,
  commit: string,
  files: readonly HubFile[],
): Promise<void> {
  const needed = sum(files.map((file) => file.bytes - repository.arrived(commit, file)));
  const { bavail, blocks, bsize } = await statfs(repository.folder);
  const free = bavail * bsize;
  // Some network disks do not tell.
  if (blocks > 0 && needed > free) {
    throw new ModelDiskFullError(
      repository.name,
      repository.folder,
      `${bytesText(needed)} are still to be downloaded, ${bytesText(free)} are free, ${bytesText(needed - free)} are missing`,
    );
  }
}

function inSnapshot(repository: CachedRepository, commit: string, chosen: Chosen): FoundFiles {
  const at = (path: string): string => join(repository.snapshot(commit), ...path.split('/'));
  return { model: chosen.model.map(at), projector: at(chosen.projector) };
}

function nameOf({ repository, variant }: HubModel): string {
  return variant === undefined ? repository : `${repository}:${variant}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
