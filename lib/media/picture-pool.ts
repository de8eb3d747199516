import { nodeEntry } from '../process/entry.ts';
import type { ClipPictures, PicturesRequest } from './clip-pictures.ts';
import { WorkerPool } from './pool.ts';

/** In ms. A frame of 8K takes a second on a slow disk; a worker that tells nothing for this long hangs. */
const SILENCE_LIMIT_MS = 30_000;

/** Worker processes that make pictures of clips; as many clips at the same time as are asked for. */
export function picturePool(): WorkerPool<PicturesRequest, ClipPictures> {
  return new WorkerPool(nodeEntry(import.meta.url, './pictures-worker'), SILENCE_LIMIT_MS);
}
