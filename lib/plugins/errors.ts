import { VlogDescribeError } from '../errors.ts';

export class ClipsFailedError extends VlogDescribeError {
  static override readonly code = 'CLIPS_FAILED';
  /** The first clip that failed. */
  override readonly fileName: string | undefined;
  /** Paths of the clips that failed, each with why. */
  readonly failures: ReadonlyMap<string, string>;
  constructor(failures: ReadonlyMap<string, string>, total: number) {
    super(
      `${failures.size} of ${total} ${total === 1 ? 'clip' : 'clips'} could not be described; ` +
        'the lines above say why.',
    );
    this.failures = failures;
    [this.fileName] = failures.keys();
  }
}

export class FileWithoutPathError extends VlogDescribeError {
  static override readonly code = 'FILE_WITHOUT_PATH';
  constructor(file: unknown) {
    const what = typeof file === 'object' ? 'a file without a path' : `a ${typeof file}`;
    super(
      `What came into the stream is ${what}. Expected vinyl files with paths, as from gulp.src().`,
    );
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
