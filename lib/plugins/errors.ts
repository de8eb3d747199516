import { VlogDescribeError } from '../errors.ts';

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

export class ClipsFailedError extends VlogDescribeError {
  static override readonly code = 'CLIPS_FAILED';
  /** The first clip that failed. */
  override readonly fileName: string | undefined;
  constructor(failed: readonly string[], total: number) {
    super(
      `${failed.length} of ${total} ${total === 1 ? 'clip' : 'clips'} could not be described; ` +
        'the lines above say why.',
    );
    this.fileName = failed[0];
  }
}

export class TimelineIncompleteError extends VlogDescribeError {
  static override readonly code = 'TIMELINE_INCOMPLETE';
  constructor(file: string, failed: number) {
    super(
      `${file} lacks ${failed} ${failed === 1 ? 'clip' : 'clips'} whose records could not be read; ` +
        'the lines above say why.',
    );
  }
}
