import { VlogDescribeError } from '../errors.ts';

export class ClipUnreadableError extends VlogDescribeError {
  static override readonly code = 'CLIP_UNREADABLE';
  static override readonly scope = 'clip';
  static override readonly status = 422;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: not a readable video (${reason}).`, options);
  }
}

export class NoVideoError extends VlogDescribeError {
  static override readonly code = 'NO_VIDEO';
  static override readonly scope = 'clip';
  static override readonly status = 422;
  constructor(file: string) {
    super(`${file}: it has sound but no pictures.`);
  }
}

export class MediaWorkerCrashedError extends VlogDescribeError {
  static override readonly code = 'MEDIA_WORKER_CRASHED';
  static override readonly scope = 'clip';
  /** Whether by a signal that no crash gives: somebody's, or the system's when memory runs out. */
  readonly wasKilled: boolean;
  constructor(file: string, how: string) {
    super(`${file}: the decoder process ended (${how}) while it read this clip.`);
    this.wasKilled = how === 'SIGKILL';
  }
}

export class MediaWorkerSilentError extends VlogDescribeError {
  static override readonly code = 'MEDIA_WORKER_SILENT';
  static override readonly scope = 'clip';
  constructor(file: string, seconds: number) {
    super(`${file}: the decoder made no progress for ${seconds} s and was ended.`);
  }
}

export class MediaPoolClosedError extends VlogDescribeError {
  static override readonly code = 'MEDIA_POOL_CLOSED';
  static override readonly status = 503;
  constructor(file: string) {
    super(`${file}: not read, because the decoder processes are being closed.`);
  }
}
