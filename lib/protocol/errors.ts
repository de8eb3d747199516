import { hasCode, messageOf, VlogDescribeError } from '../errors.ts';

export class StateFileError extends VlogDescribeError {
  static override readonly code = 'STATE_FILE';
  constructor(key: string, file: string, cause: unknown) {
    const advice = hasCode(cause, 'ENOSPC', 'EDQUOT')
      ? 'Free some space on that disk'
      : `Remove it, or set ${key} to another path`;
    super(`${file} cannot be used: ${messageOf(cause)}. ${advice}.`, { cause });
  }
}

export class StateFilesTakenError extends VlogDescribeError {
  static override readonly code = 'STATE_FILES_TAKEN';
  constructor(file: string, pid: number) {
    super(
      `${file} belongs to a daemon that runs elsewhere (PID ${pid}). ` +
        'Stop that one with `gulp stop_daemon`, or set daemon_pid_file, daemon_signal_file and ' +
        'daemon_log_file to files of their own.',
    );
  }
}

export class PrivateFolderError extends VlogDescribeError {
  static override readonly code = 'PRIVATE_FOLDER';
  constructor(folders: readonly string[]) {
    super(
      `The daemon needs a folder that only you can enter. None of these can be made, or is yours ` +
        `with the permissions 0700: ${folders.join(', ')}. Repair one, or set XDG_RUNTIME_DIR.`,
    );
  }
}

export class DaemonHostError extends VlogDescribeError {
  static override readonly code = 'DAEMON_HOST';
  constructor(host: string, cause: unknown) {
    super(
      `daemon_host ${host} is no host of this machine, or none that it can find (${messageOf(cause)}). ` +
        'Set it to 127.0.0.1, or to another address of this machine.',
      { cause },
    );
  }
}

export class DaemonPortError extends VlogDescribeError {
  static override readonly code = 'DAEMON_PORT';
  constructor(port: number, cause: unknown) {
    super(
      `The system lets you have no daemon on port ${port} (${messageOf(cause)}). ` +
        'Set daemon_port to a free port from 1024 on.',
      { cause },
    );
  }
}

export class TokenMissingError extends VlogDescribeError {
  static override readonly code = 'TOKEN_MISSING';
  constructor(reason: string) {
    super(
      `The daemon needs a token: ${reason}. Set daemon_token_env to a variable that holds one.`,
    );
  }
}

export class LiveReportError extends VlogDescribeError {
  static override readonly code = 'LIVE_REPORT';
  static override readonly status = 409;
  constructor(reason: string) {
    super(
      `There is no live report: ${reason}. Set describe.live_report to false; ` +
        '`gulp report` writes the report to the disk.',
    );
  }
}

export class DaemonCommandEndedError extends VlogDescribeError {
  static override readonly code = 'DAEMON_COMMAND_ENDED';
  constructor(how: string) {
    super(how);
  }
}
