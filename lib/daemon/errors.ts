import { VlogDescribeError } from '../errors.ts';

export class CommandDescribesError extends VlogDescribeError {
  static override readonly code = 'COMMAND_DESCRIBES';
  constructor(url: string) {
    super(`Clips are described by daemon_command, at ${url}.`);
  }
}

export class QueueFullError extends VlogDescribeError {
  static override readonly code = 'QUEUE_FULL';
  static override readonly status = 503;
  constructor(limit: number) {
    super(`The daemon is at capacity with ${limit} clips. Try again later.`);
  }
}

export class DaemonStoppingError extends VlogDescribeError {
  static override readonly code = 'DAEMON_STOPPING';
  static override readonly status = 503;
  constructor() {
    super('The daemon is stopping and takes no more clips.');
  }
}

export class ReportBusyError extends VlogDescribeError {
  static override readonly code = 'REPORT_BUSY';
  static override readonly status = 503;
  constructor(limit: number) {
    super(`${limit} pages or requests wait for the live report already. Close some of its tabs.`);
  }
}
