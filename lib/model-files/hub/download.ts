import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { hasCode, messageOf, VlogDescribeError } from '../../errors.ts';
import { bytesText } from '../bytes.ts';
import type { CachedRepository } from './cache.ts';
import type { HubClient } from './client.ts';
import {
  DownloadCorruptError,
  HubAnswerError,
  ModelCacheError,
  ModelDiskFullError,
} from './errors.ts';
import type { HubFile } from './listing.ts';
import { PassingFailure, retried } from './retry.ts';

/** Breaks in a row with less than this between them, in bytes. */
const MOST_BREAKS = 5;
const LEAST_PROGRESS = 256 * 1024;

/** What is written is flushed to the disk this often, in bytes, so that the last flush does not take long. */
const FLUSH_BYTES = 64 * 2 ** 20;

const READ_BYTES = 1024 * 1024;

export type DownloadOptions = {
  client: HubClient;
  repository: CachedRepository;
  commit: string;
  /** Called with the bytes that are there. */
  onBytes(bytes: number): void;
  /** Called before the hub is asked again, with the pause in ms. */
  onPause(ms: number): void;
  signal: AbortSignal;
};

/**
 * Downloads a file into the cache's blobs, on from where an earlier download stopped, and compares its
 * hash with the hub's. When it is aborted or breaks off, what has arrived stays.
 *
 * @throws DownloadCorruptError, after what arrived was deleted; ModelDiskFullError; ModelCacheError; what
 * a HubClient throws; the signal's reason
 */
export async function downloadFile(file: HubFile, options: DownloadOptions): Promise<void> {
  const { repository } = options;
  const path = repository.incomplete(file.etag);
  try {
    const handle = await open(
      path,
      constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0),
      0o666,
    );
    try {
      await fill(new PartialFile(handle, file), file, options);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await repository.finish(file.etag);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof DownloadCorruptError) {
      await rm(path, { force: true });
    }
    throw error instanceof VlogDescribeError ? error : diskFailure(error, file, path);
  }
}

async function fill(partial: PartialFile, file: HubFile, options: DownloadOptions): Promise<void> {
  const { client, repository, commit, onBytes, onPause, signal } = options;
  await partial.readOn(onBytes, signal);
  let before = partial.bytes;
  await retried(
    async () => {
      before = partial.bytes;
      if (partial.bytes < file.bytes) {
        await receive();
      }
    },
    {
      most: MOST_BREAKS,
      signal,
      onPause,
      hasProgressed: () => partial.bytes - before >= LEAST_PROGRESS,
    },
  );
  if (!partial.isWhole()) {
    throw new DownloadCorruptError(file.path, 'its hash is another');
  }

  async function receive(): Promise<void> {
    const { path } = file;
    const response = await client.file(repository.name, commit, path, partial.bytes, signal);
    const { statusCode, headers, body } = response;
    // One that is dropped unread tells so by an event, which nobody else listens for.
    body.on('error', () => {});
    try {
      if (statusCode === 416) {
        throw new DownloadCorruptError(path, `the hub has no bytes after ${partial.bytes}`);
      }
      if (statusCode === 200) {
        await partial.restart();
      } else if (!String(headers['content-range']).startsWith(`bytes ${partial.bytes}-`)) {
        await partial.restart();
        const reason = `another part of ${path} than was asked for`;
        throw new PassingFailure(new HubAnswerError(client.host, reason));
      }
      const chunks = body[Symbol.asyncIterator]();
      for (;;) {
        const chunk = await chunks.next().catch((error) => {
          signal.throwIfAborted();
          throw client.brokenOff(error);
        });
        if (chunk.done) {
          break;
        }
        await partial.append(chunk.value);
        onBytes(partial.bytes);
      }
      if (partial.bytes < file.bytes) {
        throw client.brokenOff(new Error('the connection ended too early'));
      }
    } finally {
      body.destroy();
    }
  }
}

/** What has arrived of a file, and its hash. */
class PartialFile {
  bytes = 0;
  readonly #handle: FileHandle;
  readonly #file: HubFile;
  #hash: Hash;
  #unflushed = 0;

  constructor(handle: FileHandle, file: HubFile) {
    this.#handle = handle;
    this.#file = file;
    this.#hash = hashOf(file);
  }

  /** Hashes what an earlier download left. */
  async readOn(onBytes: (bytes: number) => void, signal: AbortSignal): Promise<void> {
    const { size } = await this.#handle.stat();
    if (size > this.#file.bytes) {
      await this.restart();
      return;
    }
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    while (this.bytes < size) {
      signal.throwIfAborted();
      const { bytesRead } = await this.#handle.read(buffer, 0, READ_BYTES, this.bytes);
      if (bytesRead === 0) {
        break;
      }
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.bytes += bytesRead;
      onBytes(this.bytes);
    }
  }

  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = hashOf(this.#file);
    this.bytes = 0;
  }

  async append(chunk: Buffer): Promise<void> {
    if (this.bytes + chunk.length > this.#file.bytes) {
      throw new DownloadCorruptError(
        this.#file.path,
        `it is longer than ${bytesText(this.#file.bytes)}`,
      );
    }
    for (let written = 0; written < chunk.length; ) {
      const rest = chunk.length - written;
      const { bytesWritten } = await this.#handle.write(chunk, written, rest, this.bytes + written);
      written += bytesWritten;
    }
    this.#hash.update(chunk);
    this.bytes += chunk.length;
    this.#unflushed += chunk.length;
    if (this.#unflushed >= FLUSH_BYTES) {
      this.#unflushed = 0;
      await this.#handle.datasync();
    }
  }

  isWhole(): boolean {
    return this.bytes === this.#file.bytes && this.#hash.digest('hex') === this.#file.etag;
  }
}

/** Files in LFS are named by their SHA-256, others as git names them. */
function hashOf({ etag, bytes }: HubFile): Hash {
  return etag.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
}

function diskFailure(error: unknown, file: HubFile, path: string): Error {
  return hasCode(error, 'ENOSPC', 'EDQUOT')
    ? new ModelDiskFullError(file.path, path, messageOf(error))
    : new ModelCacheError(path, messageOf(error));
}
