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

export class NotConfirmedError extends VlogDescribeError {
  static override readonly code = 'NOT_CONFIRMED';
  constructor(model: string) {
    super(`${model} is not removed: nobody is here to be asked. Add --yes.`);
  }
}

export class ModelInUseError extends VlogDescribeError {
  static override readonly code = 'MODEL_IN_USE';
  constructor(model: string, pid: number, url: string) {
    super(
      `${model} is not removed: the daemon (PID ${pid}) at ${url} uses it. Stop that first: npx gulp stop_daemon, in its folder.`,
    );
  }
}
