import { VlogDescribeError } from '../../errors.ts';

export class ClipNotAllowedError extends VlogDescribeError {
  static override readonly code = 'CLIP_NOT_ALLOWED';
  static override readonly scope = 'clip';
  static override readonly status = 403;
  constructor(file: string, folders: readonly string[]) {
    super(`${file}: the daemon reads only files in ${folders.join(' and ')}.`);
  }
}

export class CallerRefusedError extends VlogDescribeError {
  static override readonly code = 'CALLER_REFUSED';
  static override readonly status = 403;
  constructor(reason: string) {
    super(`The daemon does not answer this caller: ${reason}.`);
  }
}

export class BodyTooLargeError extends VlogDescribeError {
  static override readonly code = 'BODY_TOO_LARGE';
  static override readonly scope = 'clip';
  static override readonly status = 413;
  constructor(limit: number) {
    super(`The body is too large: at most ${limit} bytes are read.`);
  }
}

export class BodyTypeError extends VlogDescribeError {
  static override readonly code = 'BODY_TYPE';
  static override readonly scope = 'clip';
  static override readonly status = 415;
  constructor(type = 'none') {
    super(`The body must be JSON (Content-Type: application/json), not compressed; got ${type}.`);
  }
}

export class RequestInvalidError extends VlogDescribeError {
  static override readonly code = 'REQUEST_INVALID';
  static override readonly scope = 'clip';
  static override readonly status = 422;
}

export class ReportPartMissingError extends VlogDescribeError {
  static override readonly code = 'REPORT_PART_MISSING';
  static override readonly status = 404;
  constructor(part: string) {
    super(`The report has no ${part}. Load its page again.`);
  }
}
