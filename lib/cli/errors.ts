import { VlogDescribeError } from '../errors.ts';

export class CommandUnknownError extends VlogDescribeError {
  static override readonly code = 'COMMAND_UNKNOWN';
  constructor(command: string, nearest: string) {
    super(`Unknown command ${command}. Did you mean ${nearest}? See gulp-vlog-describe --help.`);
  }
}

export class DaemonRunsError extends VlogDescribeError {
  static override readonly code = 'DAEMON_RUNS';
  constructor(state: string) {
    super(`Not started: ${state}. \`npx gulp stop_daemon\` stops a daemon of ours.`);
  }
}

export class FileNotWrittenError extends VlogDescribeError {
  static override readonly code = 'FILE_NOT_WRITTEN';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`Cannot write ${file}: ${reason}.`, options);
  }
}
