/**
 * One class per failure, each with a stable `code`. The message is the one line a user reads: it
 * names the file, key or process concerned, what was expected, and what to do.
 */
export abstract class VlogDescribeError extends Error {
  abstract readonly code: string;

  /** Whether errors are printed with their stacks; `--verbose` asks for it. */
  static showStacks = false;

  /** gulp prints `toString()` of errors that carry this property, else the whole stack. */
  readonly showStack = VlogDescribeError.showStacks;

  override get name(): string {
    return this.constructor.name;
  }

  override toString(): string {
    return this.showStack && this.stack ? this.stack : this.message;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error is the system's, or a library's, of one of these codes: `ENOENT`, say. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    codes.includes(error.code)
  );
}

// The configuration

export class ConfigFileMissingError extends VlogDescribeError {
  readonly code = 'CONFIG_FILE_MISSING';
  constructor(file: string) {
    super(`No config file at ${file}. Name one that exists, or leave --configfile out.`);
  }
}

export class ConfigFileUnreadableError extends VlogDescribeError {
  readonly code = 'CONFIG_FILE_UNREADABLE';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`Cannot read the config file ${file}: ${reason}`, options);
  }
}

export class ConfigKeyUnknownError extends VlogDescribeError {
  readonly code = 'CONFIG_KEY_UNKNOWN';
  constructor(key: string, nearest: string, source: string) {
    super(`Unknown key ${key} in ${source}. Did you mean ${nearest}?`);
  }
}

export class ConfigValueError extends VlogDescribeError {
  readonly code = 'CONFIG_VALUE';
  constructor(key: string, value: string, expected: string, source: string) {
    super(`${key} in ${source} must be ${expected}, got ${value}.`);
  }
}

export class ConfigOverrideError extends VlogDescribeError {
  readonly code = 'CONFIG_OVERRIDE';
  constructor(text: string, reason: string) {
    super(`--config ${text}: ${reason} Expected key=value, such as --config describe.fps=2.`);
  }
}

// The command line

export class FlagUnknownError extends VlogDescribeError {
  readonly code = 'FLAG_UNKNOWN';
  constructor(flag: string, nearest: string) {
    super(`Unknown flag ${flag}. Did you mean ${nearest}?`);
  }
}

export class FlagValueError extends VlogDescribeError {
  readonly code = 'FLAG_VALUE';
  constructor(flag: string, expected: string) {
    super(`${flag} ${expected}.`);
  }
}

export class CommandUnknownError extends VlogDescribeError {
  readonly code = 'COMMAND_UNKNOWN';
  constructor(command: string, nearest: string) {
    super(`Unknown command ${command}. Did you mean ${nearest}? See gulp-vlog-describe --help.`);
  }
}

export class EngineUnavailableError extends VlogDescribeError {
  readonly code = 'ENGINE_UNAVAILABLE';
  constructor(engine: string, model: string, available: readonly string[]) {
    super(
      `describe.model ${model} needs the engine ${engine}, which this version does not have. ` +
        `Set describe.model to one of: ${available.join(', ')}.`,
    );
  }
}

// Clips

export class PreviewFolderMissingError extends VlogDescribeError {
  readonly code = 'PREVIEW_FOLDER_MISSING';
  constructor(folder: string) {
    super(`There is no folder ${folder}. Set preview_folder to the folder with your clips.`);
  }
}

export class ClipMissingError extends VlogDescribeError {
  readonly code = 'CLIP_MISSING';
  constructor(file: string, options?: ErrorOptions) {
    super(`${file}: no such file.`, options);
  }
}

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

export class SubtitlesUnreadableError extends VlogDescribeError {
  readonly code = 'SUBTITLES_UNREADABLE';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(
      `${file}: not readable as SRT or WebVTT subtitles (${reason}). Mend or remove it.`,
      options,
    );
  }
}

export class ClipChangedError extends VlogDescribeError {
  readonly code = 'CLIP_CHANGED';
  constructor(file: string) {
    super(`${file}: it changed while it was described. Describe it again when it is complete.`);
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

// Requests to the daemon

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

export class ModelLoadingError extends VlogDescribeError {
  readonly code = 'MODEL_LOADING';
  constructor() {
    super('The model is still loading. Try again when /health answers 200.');
  }
}

export class DaemonStoppingError extends VlogDescribeError {
  readonly code = 'DAEMON_STOPPING';
  constructor() {
    super('The daemon is stopping and takes no more clips.');
  }
}

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

export class ClipTimeoutError extends VlogDescribeError {
  readonly code = 'CLIP_TIMEOUT';
  constructor(file: string, seconds: number) {
    super(`${file}: not described within describe.timeout (${seconds} s).`);
  }
}

// The daemon, seen from outside

export class PortTakenError extends VlogDescribeError {
  readonly code = 'PORT_TAKEN';
  constructor(url: string, what: string, owner?: { pid: number; command: string }) {
    const who = owner === undefined ? '' : ` (PID ${owner.pid}: ${owner.command})`;
    super(`${url} is taken by ${what}${who}. Set daemon_port to a free port, or end that program.`);
  }
}

export class DaemonRunsError extends VlogDescribeError {
  readonly code = 'DAEMON_RUNS';
  constructor(whoIsThere: string) {
    super(`Not started: ${whoIsThere}. \`npx gulp stop_daemon\` stops a daemon of ours.`);
  }
}

export class DaemonMismatchError extends VlogDescribeError {
  readonly code = 'DAEMON_MISMATCH';
  constructor(url: string, differences: readonly string[]) {
    super(
      `The daemon at ${url} was started with other settings: ${differences.join('; ')}. ` +
        'Stop it with `gulp stop_daemon`, or set daemon_port to another port.',
    );
  }
}

export class DaemonSilentError extends VlogDescribeError {
  readonly code = 'DAEMON_SILENT';
  constructor(pid: number, url: string) {
    super(
      `The daemon (PID ${pid}) holds ${url} and does not answer. \`gulp stop_daemon\` ends it.`,
    );
  }
}

export class DaemonStartError extends VlogDescribeError {
  readonly code = 'DAEMON_START';
  constructor(how: string, logFile: string, lastLines: readonly string[], options?: ErrorOptions) {
    const lines = lastLines.map((line) => `\n  ${line}`).join('');
    super(
      `The daemon did not start: ${how}. ${lines ? 'It said' : 'It said nothing'} (${logFile})${lines && ':'}${lines || '.'}`,
      options,
    );
  }
}

export class DaemonStartTimeoutError extends VlogDescribeError {
  readonly code = 'DAEMON_START_TIMEOUT';
  constructor(seconds: number, lastSaid: string, logFile: string) {
    super(
      `The daemon made no progress for daemon_start_timeout (${seconds} s); the last it said was ` +
        `“${lastSaid}”. See ${logFile}.`,
    );
  }
}

export class DaemonNotRunningError extends VlogDescribeError {
  readonly code = 'DAEMON_NOT_RUNNING';
  constructor(url: string) {
    super(
      `No daemon answers at ${url}. Put startDaemon() before describe(), or run \`gulp start_daemon\`.`,
    );
  }
}

export class TokenMissingError extends VlogDescribeError {
  readonly code = 'TOKEN_MISSING';
  constructor(reason: string) {
    super(
      `The daemon needs a token: ${reason}. Set daemon_token_env to a variable that holds one.`,
    );
  }
}

export class DaemonReleasedError extends VlogDescribeError {
  readonly code = 'DAEMON_RELEASED';
  constructor(file: string) {
    super(`${file}: not described, because the daemon was released. Hold it anew first.`);
  }
}

export class DaemonStoppedError extends VlogDescribeError {
  readonly code = 'DAEMON_STOPPED';
  constructor(url: string, reason: string) {
    super(`The daemon at ${url} was stopped in the middle of the run (${reason}).`);
  }
}

export class DaemonKeepsDyingError extends VlogDescribeError {
  readonly code = 'DAEMON_KEEPS_DYING';
  constructor(times: number, logFile: string) {
    super(`The daemon ended ${times} times in a row without describing a clip. See ${logFile}.`);
  }
}

export class ClipEndsDaemonError extends VlogDescribeError {
  readonly code = 'CLIP_ENDS_DAEMON';
  constructor(file: string, times: number) {
    super(`${file}: the daemon ended ${times} times while it described this clip.`);
  }
}

export class DaemonLostError extends VlogDescribeError {
  readonly code = 'DAEMON_LOST';
  constructor(url: string, logFile: string, options?: ErrorOptions) {
    super(`The daemon at ${url} ended in the middle of the run. See ${logFile}.`, options);
  }
}

export class DaemonNotStoppedError extends VlogDescribeError {
  readonly code = 'DAEMON_NOT_STOPPED';
  constructor(pid: number) {
    super(`The daemon (PID ${pid}) is still there after SIGKILL. See \`ps -p ${pid}\`.`);
  }
}

export class DaemonAnswerError extends VlogDescribeError {
  readonly code = 'DAEMON_ANSWER';
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`The daemon at ${url} gave an answer that is not understood: ${reason}.`, options);
  }
}

/** Whether a failure is that of one clip, so that the others can go on. */
export function isClipFailure(error: unknown): error is VlogDescribeError {
  return (
    error instanceof ClipFailedError ||
    error instanceof ClipMissingError ||
    error instanceof RecordInvalidError ||
    error instanceof ClipTimeoutError ||
    error instanceof ClipEndsDaemonError
  );
}

export class RecordInvalidError extends VlogDescribeError {
  readonly code = 'RECORD_INVALID';
  constructor(file: string, url: string, reason: string, options?: ErrorOptions) {
    super(
      `${file}: the daemon at ${url} answered with a record that breaks the contract: ${reason}.`,
      options,
    );
  }
}

/** A clip's failure as the daemon told it; `code` is the daemon's. */
export class ClipFailedError extends VlogDescribeError {
  readonly code: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

// The run

export class ClipsFailedError extends VlogDescribeError {
  readonly code = 'CLIPS_FAILED';
  constructor(failed: number, total: number) {
    super(
      `${failed} of ${total} ${total === 1 ? 'clip' : 'clips'} could not be described; ` +
        'the lines above say why.',
    );
  }
}

export class RecordUnreadableError extends VlogDescribeError {
  readonly code = 'RECORD_UNREADABLE';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`Cannot read the record ${file}: ${reason}. Mend or remove it.`, options);
  }
}

export class RecordNotWrittenError extends VlogDescribeError {
  readonly code = 'RECORD_NOT_WRITTEN';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`Cannot write ${file}: ${reason}.`, options);
  }
}

export class FileNotWrittenError extends VlogDescribeError {
  readonly code = 'FILE_NOT_WRITTEN';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`Cannot write ${file}: ${reason}.`, options);
  }
}

export class InterruptedError extends VlogDescribeError {
  readonly code = 'INTERRUPTED';
  constructor(signal: string) {
    super(`Ended by ${signal}.`);
  }
}
