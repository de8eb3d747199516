import { VlogDescribeError } from '../errors.ts';

export class ClipUnreadableError extends VlogDescribeError {
  readonly code = 'CLIP_UNREADABLE';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: not a readable video (${reason}).`, options);
  }
}

export class NoVideoError extends VlogDescribeError {
  readonly code = 'NO_VIDEO';
  constructor(file: string) {
    super(`${file}: it has sound but no pictures.`);
  }
}

export class MediaWorkerCrashedError extends VlogDescribeError {
  readonly code = 'MEDIA_WORKER_CRASHED';
  constructor(file: string, how: string) {
    super(`${file}: the decoder process ended (${how}) while it read this clip.`);
  }
}

export class MediaWorkerSilentError extends VlogDescribeError {
  readonly code = 'MEDIA_WORKER_SILENT';
  constructor(file: string, seconds: number) {
    super(`${file}: the decoder made no progress for ${seconds} s and was ended.`);
  }
}

export class MediaPoolClosedError extends VlogDescribeError {
  readonly code = 'MEDIA_POOL_CLOSED';
  constructor(file: string) {
    super(`${file}: not read, because the decoder processes are being closed.`);
  }
}
