import { messageOf, VlogDescribeError } from '../errors.ts';
import { ClipMissingError } from '../record/errors.ts';
import { ClipUnreadableError, NoVideoError } from './errors.ts';

/** An error on its way from a worker; structured cloning forgets classes. */
export type Failure = { code: string | undefined; message: string; stack: string | undefined };

export function toFailure(error: unknown): Failure {
  return {
    code: error instanceof VlogDescribeError ? error.code : undefined,
    message: messageOf(error),
    stack: error instanceof Error ? error.stack : undefined,
  };
}

/** The error that a worker threw about `file`, with its class and message. */
export function toError({ code, message, stack }: Failure, file: string): Error {
  // Any other error comes from FFmpeg, or is a fault of ours: the stack tells.
  const error = blank(code, file) ?? new ClipUnreadableError(file, message, { cause: stack });
  if (code !== undefined) {
    error.message = message;
  }
  return error;
}

function blank(code: string | undefined, file: string): VlogDescribeError | undefined {
  switch (code) {
    case 'CLIP_MISSING':
      return new ClipMissingError(file);
    case 'CLIP_UNREADABLE':
      return new ClipUnreadableError(file, '');
    case 'NO_VIDEO':
      return new NoVideoError(file);
    default:
      return undefined;
  }
}
