import { VlogDescribeError } from '../../errors.ts';

export class ClipNotAllowedError extends VlogDescribeError {
  readonly code = 'CLIP_NOT_ALLOWED';
  constructor(file: string, folders: readonly string[]) {
    super(`${file}: the daemon reads only files in ${folders.join(' and ')}.`);
  }
}

export class CallerRefusedError extends VlogDescribeError {
  readonly code = 'CALLER_REFUSED';
  constructor(reason: string) {
    super(`The daemon does not answer this caller: ${reason}.`);
  }
}

export class RequestInvalidError extends VlogDescribeError {
  readonly code = 'REQUEST_INVALID';
}
