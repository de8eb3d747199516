import { z } from 'zod';
import { printable } from '../../util/printable.ts';
import type { HubClient } from './client.ts';
import { HubAnswerError } from './errors.ts';

/** A file as the hub lists it. */
export type HubFile = {
  /** In the repository, with slashes. */
  path: string;
  bytes: number;
  /** Its name in the cache: the SHA-256 of its contents, or git's SHA-1 for one that is not in LFS. */
  etag: string;
};

export type Listing = {
  /** The repository's state that the files are of. */
  commit: string;
  files: HubFile[];
};

/** Pages of a listing that are read. */
const MOST_PAGES = 20;

/** In bytes; file systems take no longer name. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 1024;

/** A hash, which becomes the name of a folder. */
const Commit = z.string().regex(/^[0-9A-Za-z]{1,64}$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Sha1 = z.string().regex(/^[0-9a-f]{40}$/);
const Bytes = z.int().min(0);

const Model = z.object({
  sha: Commit,
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: Bytes.nullish(),
      blobId: Sha1.nullish(),
      lfs: z.object({ sha256: Sha256, size: Bytes }).nullish(),
    }),
  ),
});

const Tree = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: Bytes.nullish(),
    oid: z.string().nullish(),
    lfs: z.object({ oid: Sha256, size: Bytes }).nullish(),
  }),
);

/**
 * The GGUF files of a repository's main branch. Names that lead out of a folder, or that some file system
 * cannot hold, are left out.
 *
 * @throws PassingFailure, HubAnswerError and what a HubClient throws
 */
export async function listFiles(
  client: HubClient,
  repository: string,
  signal: AbortSignal,
): Promise<Listing> {
  const path = `api/models/${repository}/revision/main?blobs=true`;
  const { json } = await client.json(repository, path, signal);
  const { sha, siblings } = checked(client, Model, json);
  const files = siblings.map(({ rfilename, size, blobId, lfs }) => ({
    path: rfilename,
    bytes: lfs?.size ?? size,
    etag: lfs?.sha256 ?? blobId,
  }));
  const wanted = files.filter(isWanted);
  // Some mirrors leave sizes and hashes out here.
  return wanted.every(isWhole)
    ? { commit: sha, files: wanted }
    : { commit: sha, files: await listTree(client, repository, sha, signal) };
}

async function listTree(
  client: HubClient,
  repository: string,
  commit: string,
  signal: AbortSignal,
): Promise<HubFile[]> {
  const files: HubFile[] = [];
  let path: string | undefined = `api/models/${repository}/tree/${commit}?recursive=true`;
  for (let page = 0; path !== undefined && page < MOST_PAGES; page++) {
    const { json, next } = await client.json(repository, path, signal);
    const listed = checked(client, Tree, json)
      .filter(({ type }) => type === 'file')
      .map((file) => ({
        path: file.path,
        bytes: file.lfs?.size ?? file.size,
        etag: file.lfs?.oid ?? file.oid,
      }))
      .filter(isWanted);
    const nameless = listed.find((file) => !isWhole(file));
    if (nameless !== undefined) {
      throw new HubAnswerError(client.host, `no size or hash of ${nameless.path}`);
    }
    files.push(...listed.filter(isWhole));
    path = next;
  }
  return files;
}

type Listed = { path: string; bytes: number | null | undefined; etag: string | null | undefined };

function isWanted({ path }: Listed): boolean {
  return /\.gguf$/i.test(path) && isSafePath(path);
}

function isWhole(file: Listed): file is HubFile {
  return (
    typeof file.bytes === 'number' &&
    (Sha256.safeParse(file.etag).success || Sha1.safeParse(file.etag).success)
  );
}

/** Whether a path stays in its folder, on every system: no `..`, no drive, no stream; and may be shown. */
function isSafePath(path: string): boolean {
  return (
    path.length <= LONGEST_PATH &&
    printable(path) === path &&
    path
      .split('/')
      .every(
        (name) =>
          Buffer.byteLength(name) <= LONGEST_NAME && !/^\.{0,2}$|[\\:*?"<>]|[. ]$/u.test(name),
      )
  );
}

function checked<Schema extends z.ZodType>(
  client: HubClient,
  schema: Schema,
  json: unknown,
): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(json);
  if (!success) {
    const [issue] = error.issues;
    throw new HubAnswerError(
      client.host,
      `a listing that is not as expected (${issue?.path.join('.')}: ${issue?.message})`,
    );
  }
  return data;
}
