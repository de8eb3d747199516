import { VlogDescribeError } from '../errors.ts';

export class CommandDescribesError extends VlogDescribeError {
  readonly code = 'COMMAND_DESCRIBES';
  constructor(url: string) {
    super(`Clips are described by daemon_command, at ${url}.`);
  }
}

export class QueueFullError extends VlogDescribeError {
  readonly code = 'QUEUE_FULL';
  constructor(limit: number) {
    super(`The daemon has its hands full with ${limit} clips. Try again later.`);
  }
}

export class DaemonStoppingError extends VlogDescribeError {
  readonly code = 'DAEMON_STOPPING';
  constructor() {
    super('The daemon is stopping and takes no more clips.');
  }
}
