import { VlogDescribeError } from '../errors.ts';
import { listed } from '../record/files.ts';

export class TimelineFormatError extends VlogDescribeError {
  static override readonly code = 'TIMELINE_FORMAT';
  constructor(file: string, endings: readonly string[]) {
    super(
      `${file}: no format of a timeline ends so. Give it one of ${endings.join(', ')}, or set timeline.format.`,
    );
  }
}

export class TimelineEmptyError extends VlogDescribeError {
  static override readonly code = 'TIMELINE_EMPTY';
  /** @param wrong clips whose segments are reversed or outside the clip, so that nothing of them is kept */
  constructor(name: string, wrong: readonly string[] = []) {
    super(
      `No timeline ${name} was written: no record has anything to put on it. ` +
        (wrong.length > 0
          ? `Segments are reversed or lie outside the clip: ${listed(wrong)}.`
          : 'npx gulp stage3 makes records; timeline.min_rating leaves out those that are rated lower.'),
    );
  }
}

export class TimelineTooLongError extends VlogDescribeError {
  static override readonly code = 'TIMELINE_TOO_LONG';
  constructor(file: string, hours: number) {
    super(
      `${file}: a list of timecode ends at 24 h, and this timeline would at ${hours.toFixed(1)} h. ` +
        'Write another format, or raise timeline.min_rating.',
    );
  }
}

export class TimelineNotWrittenError extends VlogDescribeError {
  static override readonly code = 'TIMELINE_NOT_WRITTEN';
  override readonly fileName: string;
  constructor(file: string, cause: Error) {
    super(`Cannot write ${file}: ${cause.message}. Check timeline.file.`, { cause });
    this.fileName = file;
  }
}
