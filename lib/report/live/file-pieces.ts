import { randomUUID } from 'node:crypto';
import type { FilePiece } from './messages.ts';

/** In bytes. */
const PIECE = 512 * 1024;

/** Of files that nobody has fetched to their end, the last so many are kept. */
const MOST_FILES = 4;

/** Hands files out in pieces. */
export class FilePieces {
  readonly #files = new Map<string, Uint8Array>();

  /** @returns the first piece */
  first(file: Uint8Array): FilePiece {
    const token = randomUUID();
    this.#files.set(token, file);
    const [oldest = token] = this.#files.keys();
    if (this.#files.size > MOST_FILES) {
      this.#files.delete(oldest);
    }
    return this.#piece(token, file, 0);
  }

  /** `undefined` when the file is no longer kept. */
  next(token: string, from: number): FilePiece | undefined {
    const file = this.#files.get(token);
    return file && this.#piece(token, file, from);
  }

  #piece(token: string, file: Uint8Array, from: number): FilePiece {
    if (from + PIECE >= file.length) {
      this.#files.delete(token);
    }
    // A copy: a view would be sent with all that it is a view of.
    return { bytes: file.slice(from, from + PIECE), size: file.length, token };
  }
}
