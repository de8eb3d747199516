import { VlogDescribeError } from '../errors.ts';

export class SubtitlesUnreadableError extends VlogDescribeError {
  readonly code = 'SUBTITLES_UNREADABLE';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(
      `${file}: not readable as SRT or WebVTT subtitles (${reason}). Mend or remove it.`,
      options,
    );
  }
}
