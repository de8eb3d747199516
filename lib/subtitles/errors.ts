import { VlogDescribeError } from '../errors.ts';

export class SubtitlesUnreadableError extends VlogDescribeError {
  static override readonly code = 'SUBTITLES_UNREADABLE';
  static override readonly scope = 'clip';
  static override readonly status = 422;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(
      `${file}: not readable as SRT or WebVTT subtitles (${reason}). Fix or remove it.`,
      options,
    );
  }
}
