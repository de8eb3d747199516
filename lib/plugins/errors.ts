import { VlogDescribeError } from '../errors.ts';

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
