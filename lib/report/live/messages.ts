import type { Config } from '../../config/schema.ts';

/** What the daemon asks of the process that knows the clips. The first order of all is `begin`. */
export type LiveOrder =
  | { kind: 'begin'; config: Config }
  /**
   * Looks at the folders, or only at some of their clips by their paths, and tells what has changed after a
   * version; without one, which version it is.
   */
  | { kind: 'look'; after: string | undefined; clips?: string[] }
  /** A data file of the page. */
  | { kind: 'clips' | 'words' }
  | { kind: 'details'; id: string }
  /** More of a file. */
  | { kind: 'piece'; token: string; from: number }
  /** Where a clip of the report is, or the picture that was written with its record. */
  | { kind: 'clipPath' | 'thumbnailPath'; id: string };

/** `undefined` is what there is not. */
export type LiveAnswer = {
  news?: LiveNews;
  file?: FilePiece;
  path?: string;
};

/** Large files are fetched piece by piece, so that none takes long on its way. */
export type FilePiece = { bytes: Uint8Array; size: number; token: string };

/** What has changed in the folders. */
export type LiveNews = {
  /** After the last change. */
  version: string;
  /**
   * Each a `PageNews` as JSON, oldest first; `undefined` when they are too many to be told one by one, or
   * the version they are to come after is that of an earlier process.
   */
  changes: { version: string; json: string }[] | undefined;
  counts: {
    described: number;
    failed: number;
    waiting: number;
    /** Of those that wait, how many have all that they need. */
    ready: number;
  };
};
