import { type ErrorScope, VlogDescribeError } from '../errors.ts';

export class PreviewFolderMissingError extends VlogDescribeError {
  static override readonly code = 'PREVIEW_FOLDER_MISSING';
  constructor(folder: string, cause: NodeJS.ErrnoException) {
    const what =
      cause.code === 'ENOENT'
        ? `There is no folder ${folder}`
        : cause.code === 'ENOTDIR'
          ? `${folder} is a file, not a folder`
          : `Cannot read the folder ${folder} (${cause.message})`;
    super(`${what}. Set preview_folder to the folder with your clips.`, { cause });
  }
}

export class ClipMissingError extends VlogDescribeError {
  static override readonly code = 'CLIP_MISSING';
  static override readonly scope = 'clip';
  static override readonly status = 404;
  constructor(file: string, options?: ErrorOptions) {
    super(`${file}: no such file.`, options);
  }
}

export class ClipNameError extends VlogDescribeError {
  static override readonly code = 'CLIP_NAME';
  static override readonly scope = 'clip';
  constructor(file: string) {
    super(`${file}: its name is not valid UTF-8 (shown as �). Rename it.`);
  }
}

export class RecordSharedError extends VlogDescribeError {
  static override readonly code = 'RECORD_SHARED';
  static override readonly scope = 'clip';
  constructor(file: string, other: string, record: string) {
    super(`${file}: its record would be ${record}, as that of ${other}. Rename one of them.`);
  }
}

export class ClipChangedError extends VlogDescribeError {
  static override readonly code = 'CLIP_CHANGED';
  static override readonly scope = 'clip';
  static override readonly status = 409;
  constructor(file: string) {
    super(`${file}: it changed while it was described. Describe it again when it is complete.`);
  }
}

export class ClipTimeoutError extends VlogDescribeError {
  static override readonly code = 'CLIP_TIMEOUT';
  static override readonly scope = 'clip';
  static override readonly status = 504;
  constructor(file: string, seconds: number) {
    super(`${file}: not described within describe.timeout (${seconds} s).`);
  }
}

export class RecordInvalidError extends VlogDescribeError {
  static override readonly code = 'RECORD_INVALID';
  static override readonly scope = 'clip';
  constructor(file: string, url: string, reason: string, options?: ErrorOptions) {
    super(
      `${file}: the daemon at ${url} answered with a record that breaks the contract: ${reason}.`,
      options,
    );
  }
}

export class RecordMalformedError extends VlogDescribeError {
  static override readonly code = 'RECORD_MALFORMED';
  static override readonly scope = 'clip';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Not a record of this package: ${reason}.`, options);
  }
}

export class RecordUnreadableError extends VlogDescribeError {
  static override readonly code = 'RECORD_UNREADABLE';
  static override readonly scope = 'clip';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`Cannot read the record ${file}: ${reason}. Fix or remove it.`, options);
  }
}

/** What keeps every record from being written: no space, no permission, no folder, a broken disk. */
const NOTHING_WRITABLE = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT']);

const ADVICE: Record<string, string> = {
  ENAMETOOLONG: ' The name is too long: shorten that of the clip.',
  ENOSPC: ' The disk is full: free some space, then run again.',
  EDQUOT: ' Your share of the disk is used up: free some space, then run again.',
};

export class RecordNotWrittenError extends VlogDescribeError {
  static override readonly code = 'RECORD_NOT_WRITTEN';
  /** `clip` when only this record's name is the problem, and the next one can be written. */
  override readonly scope: ErrorScope;
  override readonly fileName: string;
  constructor(file: string, cause: NodeJS.ErrnoException) {
    const { code = '' } = cause;
    super(`Cannot write ${file}: ${cause.message}.${ADVICE[code] ?? ''}`, { cause });
    this.fileName = file;
    this.scope = NOTHING_WRITABLE.has(code) ? 'run' : 'clip';
  }
}
