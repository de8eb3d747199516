import { VlogDescribeError } from '../errors.ts';

export class PortTakenError extends VlogDescribeError {
  static override readonly code = 'PORT_TAKEN';
  constructor(url: string, what: string, owner?: { pid: number; command: string }) {
    const who = owner === undefined ? '' : ` (PID ${owner.pid}: ${owner.command})`;
    super(`${url} is taken by ${what}${who}. Set daemon_port to a free port, or end that program.`);
  }
}

export class ConnectTimeoutError extends VlogDescribeError {
  static override readonly code = 'CONNECT_TIMEOUT';
  constructor(url: string, ms: number) {
    super(
      `Nothing at ${url} took a connection for ${ms / 1000} s. Check daemon_host and daemon_port.`,
    );
  }
}

export class DaemonMismatchError extends VlogDescribeError {
  static override readonly code = 'DAEMON_MISMATCH';
  constructor(url: string, differences: readonly string[]) {
    super(
      `The daemon at ${url} was started with other settings: ${differences.join('; ')}. ` +
        'Stop it with `gulp stop_daemon`, or set daemon_port to another port.',
    );
  }
}

export class DaemonSilentError extends VlogDescribeError {
  static override readonly code = 'DAEMON_SILENT';
  constructor(pid: number, url: string) {
    super(
      `The daemon (PID ${pid}) holds ${url} and does not answer. \`gulp stop_daemon\` ends it.`,
    );
  }
}

export class DaemonStartError extends VlogDescribeError {
  static override readonly code = 'DAEMON_START';
  constructor(how: string, logFile: string, lastLines: readonly string[], options?: ErrorOptions) {
    const said = lastLines.length > 0 ? `It said (${logFile}):` : `It said nothing (${logFile}).`;
    super(
      [`The daemon did not start: ${how}. ${said}`, ...lastLines.map((line) => `  ${line}`)],
      options,
    );
  }
}

export class DaemonStartTimeoutError extends VlogDescribeError {
  static override readonly code = 'DAEMON_START_TIMEOUT';
  constructor(seconds: number, lastSaid: string, logFile: string) {
    super(
      `The daemon made no progress for daemon_start_timeout (${seconds} s); its last message was ` +
        `“${lastSaid}”. See ${logFile}.`,
    );
  }
}

export class DaemonNotRunningError extends VlogDescribeError {
  static override readonly code = 'DAEMON_NOT_RUNNING';
  constructor(url: string) {
    super(
      `No daemon answers at ${url}. Put startDaemon() before describe(), or run \`gulp start_daemon\`.`,
    );
  }
}

export class DaemonReleasedError extends VlogDescribeError {
  static override readonly code = 'DAEMON_RELEASED';
  constructor(file: string) {
    super(`${file}: not described, because the daemon was released. Call holdDaemon() again.`);
  }
}

export class DaemonStoppedError extends VlogDescribeError {
  static override readonly code = 'DAEMON_STOPPED';
  constructor(url: string, reason: string) {
    super(`The daemon at ${url} was stopped in the middle of the run (${reason}).`);
  }
}

export class DaemonKeepsDyingError extends VlogDescribeError {
  static override readonly code = 'DAEMON_KEEPS_DYING';
  constructor(times: number, logFile: string) {
    super(`The daemon ended ${times} times in a row without describing a clip. See ${logFile}.`);
  }
}

export class ClipEndsDaemonError extends VlogDescribeError {
  static override readonly code = 'CLIP_ENDS_DAEMON';
  static override readonly scope = 'clip';
  constructor(file: string, times: number) {
    super(
      `${file}: the daemon died, or broke the connection, ${times} times while it described this clip.`,
    );
  }
}

export class DaemonLostError extends VlogDescribeError {
  static override readonly code = 'DAEMON_LOST';
  constructor(url: string, logFile: string, options?: ErrorOptions) {
    super(`The daemon at ${url} ended in the middle of the run. See ${logFile}.`, options);
  }
}

export class DaemonHangsError extends VlogDescribeError {
  static override readonly code = 'DAEMON_HANGS';
  static override readonly scope = 'clip';
  constructor(url: string, logFile: string, clip: string, seconds: number) {
    super(
      `${clip}: not described within describe.timeout (${seconds} s), and the daemon at ${url} does ` +
        `not answer. See ${logFile}.`,
    );
  }
}

export class DaemonNotStoppedError extends VlogDescribeError {
  static override readonly code = 'DAEMON_NOT_STOPPED';
  constructor(pid: number) {
    super(`The daemon (PID ${pid}) still runs after SIGKILL. See \`ps -p ${pid}\`.`);
  }
}

export class DaemonAnswerError extends VlogDescribeError {
  static override readonly code = 'DAEMON_ANSWER';
  readonly reason: string;
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`The daemon at ${url} sent an answer that cannot be read: ${reason}.`, options);
    this.reason = reason;
  }
}
