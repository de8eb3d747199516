import { printable } from './util/printable.ts';

/**
 * One class per failure, each with a stable `code`. The message is the one line a user reads: it
 * names the file, key or process concerned, what was expected, and what to do.
 */
export abstract class VlogDescribeError extends Error {
  abstract readonly code: string;

  /** @param lines one, or several; names of files in them may hold anything */
  constructor(lines: string | readonly string[], options?: ErrorOptions) {
    super([lines].flat().map(printable).join('\n'), options);
  }

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

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
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

export class PromptInvalidError extends VlogDescribeError {
  readonly code = 'PROMPT_INVALID';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`describe.prompt_file ${file}: ${reason}`, options);
  }
}

// Models

export class ModelServerMissingError extends VlogDescribeError {
  readonly code = 'MODEL_SERVER_MISSING';
  constructor(model: string) {
    super(
      `describe.model ${model} needs a model server. Set describe.server.base_url to where it is, ` +
        'such as http://127.0.0.1:8080/v1, describe.server.command to have one started, describe.engine to ' +
        'transformers for a model in the process, or describe.model to measured, which needs none.',
    );
  }
}

export class ApiKeyMissingError extends VlogDescribeError {
  readonly code = 'API_KEY_MISSING';
  constructor(variable: string) {
    super(
      `describe.server.api_key_env names the variable ${variable}, which is not set or empty. ` +
        'Set it where gulp is started.',
    );
  }
}

/** A failure of the server, not of the clip: later, or elsewhere, the same may go well. */
export abstract class ModelServerError extends VlogDescribeError {}

export class ModelServerUnreachableError extends ModelServerError {
  readonly code = 'MODEL_SERVER_UNREACHABLE';
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      `The model server at ${url} cannot be reached (${reason}). Start it, or mend describe.server.base_url.`,
      options,
    );
  }
}

export class ModelServerDroppedError extends ModelServerError {
  readonly code = 'MODEL_SERVER_DROPPED';
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`The model server at ${url} broke off before its answer was whole (${reason}).`, options);
  }
}

export class ModelServerSilentError extends ModelServerError {
  readonly code = 'MODEL_SERVER_SILENT';
  constructor(url: string, seconds: number) {
    super(
      `The model server at ${url} gave no answer within ${seconds} s. If it is only slow, raise ` +
        'describe.timeout, or lower describe.max_frames.',
    );
  }
}

export class ModelServerBusyError extends ModelServerError {
  readonly code = 'MODEL_SERVER_BUSY';
  /** What its Retry-After asks for, if it does. */
  readonly retryAfterSeconds: number | undefined;
  constructor(url: string, said: string, retryAfterSeconds?: number) {
    super(`The model server at ${url} is loading or has its hands full: ${said}`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class ModelServerFailedError extends ModelServerError {
  readonly code = 'MODEL_SERVER_FAILED';
  constructor(url: string, status: number, said: string) {
    super(`The model server at ${url} failed (${status}): ${said}`);
  }
}

export class ModelServerAnswerError extends ModelServerError {
  readonly code = 'MODEL_SERVER_ANSWER';
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      `What is at ${url} does not answer as OpenAI's chat completions do (${reason}). ` +
        'Is describe.server.base_url right? It usually ends in /v1.',
      options,
    );
  }
}

export class ModelServerUnauthorizedError extends ModelServerError {
  readonly code = 'MODEL_SERVER_UNAUTHORIZED';
  constructor(url: string, status: number, variable: string | undefined) {
    super(
      `The model server at ${url} ${
        variable === undefined
          ? `wants an API key (${status}). Name the variable that holds it in describe.server.api_key_env.`
          : `does not accept the API key in ${variable} (${status}).`
      }`,
    );
  }
}

export class ModelUnknownError extends ModelServerError {
  readonly code = 'MODEL_UNKNOWN';
  constructor(model: string, url: string, names: readonly string[]) {
    super(
      `The model server at ${url} has no model ${model}. ${
        names.length === 0 ? 'It lists none.' : `Set describe.model to one of: ${names.join(', ')}.`
      }`,
    );
  }
}

export class ModelServerRefusedError extends VlogDescribeError {
  readonly code = 'MODEL_SERVER_REFUSED';
  constructor(url: string, status: number, said: string) {
    super(`The model server at ${url} refused the request (${status}): ${said}`);
  }
}

export class ModelWithoutVisionError extends VlogDescribeError {
  readonly code = 'MODEL_WITHOUT_VISION';
  constructor(model: string, url: string, said: string) {
    super(
      `The model ${model} at ${url} sees no pictures (${said}). Set describe.model to a ` +
        'vision-language model; llama-server needs its --mmproj file too.',
    );
  }
}

export class ContextTooSmallError extends VlogDescribeError {
  readonly code = 'CONTEXT_TOO_SMALL';
  constructor(clip: string, model: string, said: string) {
    super(
      `${clip}: not even one frame fits into the context of ${model} (${said}). Give the model ` +
        'a larger context, or lower describe.max_tokens or describe.max_pixels.',
    );
  }
}

export class AnswerInvalidError extends VlogDescribeError {
  readonly code = 'ANSWER_INVALID';
  constructor(clip: string, tries: number, wrong: string) {
    super(
      `${clip}: none of the model's ${tries} answers can be used (of the last one: ${wrong}). ` +
        "How each began is in the daemon's log.",
    );
  }
}

export class TransformersMissingError extends VlogDescribeError {
  readonly code = 'TRANSFORMERS_MISSING';
  constructor(model: string) {
    super(
      `describe.model ${model} needs the package @huggingface/transformers. Install it: ` +
        'npm i -D @huggingface/transformers (with ONNXRUNTIME_NODE_INSTALL=skip in the environment ' +
        'nothing is downloaded but from the npm registry).',
    );
  }
}

export class ModelNotLoadedError extends VlogDescribeError {
  readonly code = 'MODEL_NOT_LOADED';
  constructor(model: string, reason: string) {
    super(
      `The model ${model} cannot be loaded: ${reason}. Look at describe.model, describe.model_path and describe.dtype.`,
    );
  }
}

export class ModelKindError extends VlogDescribeError {
  readonly code = 'MODEL_KIND';
  constructor(model: string, kind: string, why: string) {
    super(
      `The engine transformers cannot use ${model}: a model of the kind ${kind} ${why}. ` +
        'Use one of the kinds smolvlm and idefics3, or a model server (describe.server).',
    );
  }
}

export class ModelWithoutNumbersError extends VlogDescribeError {
  readonly code = 'MODEL_WITHOUT_NUMBERS';
  constructor(model: string) {
    super(`The model ${model} computes nothing but NaN. Try another describe.dtype, such as fp32.`);
  }
}

export class ModelFailedError extends VlogDescribeError {
  readonly code = 'MODEL_FAILED';
  constructor(model: string, reason: string) {
    super(`The model ${model} failed: ${reason}.`);
  }
}

export class ModelEndedError extends VlogDescribeError {
  readonly code = 'MODEL_ENDED';
  constructor(what: string, how: string) {
    super(
      `${capitalized(what)} ended (${how}) while it described this clip. It is started again for the next.`,
    );
  }
}

export class ModelKeepsEndingError extends VlogDescribeError {
  readonly code = 'MODEL_KEEPS_ENDING';
  constructor(what: string, times: number, how: string) {
    super(
      `${capitalized(what)} ended ${times} times in a row without describing a clip, the last time with: ${how}.`,
    );
  }
}

export class PresetUnavailableError extends VlogDescribeError {
  readonly code = 'PRESET_UNAVAILABLE';
  constructor(model: string, server: string, where: string, others: readonly string[]) {
    super(
      `describe.model ${model} needs ${server}, which runs only on ${where}. Here, set describe.model to a ` +
        `model for another server and describe.server.command to ${others.join(' or ')}, or ` +
        'describe.server.base_url to where a server runs, or describe.model to measured, which needs none.',
    );
  }
}

export class ModelServerNotStartedError extends VlogDescribeError {
  readonly code = 'MODEL_SERVER_NOT_STARTED';
  constructor(name: string, how: string, install: string | undefined) {
    super(
      `${capitalized(name)} did not get ready: ${how}.${install === undefined ? '' : ` If it is not installed: ${install}.`}`,
    );
  }
}

export class ModelServerPortTakenError extends VlogDescribeError {
  readonly code = 'MODEL_SERVER_PORT_TAKEN';
  constructor(url: string) {
    super(
      `Somebody answers at ${url} already, where describe.server.command was to be started. Leave ` +
        'describe.server.command out to use that server, or describe.server.base_url to have a free port.',
    );
  }
}

export class EngineUnavailableError extends VlogDescribeError {
  readonly code = 'ENGINE_UNAVAILABLE';
  constructor(engine: string, available: readonly string[]) {
    super(`describe.engine ${engine} is not there. Set it to one of: ${available.join(', ')}.`);
  }
}

// Clips

export class PreviewFolderMissingError extends VlogDescribeError {
  readonly code = 'PREVIEW_FOLDER_MISSING';
  constructor(folder: string, cause: NodeJS.ErrnoException) {
    const what =
      cause.code === 'ENOENT'
        ? `There is no folder ${folder}`
        : cause.code === 'ENOTDIR'
          ? `${folder} is a file, not a folder`
          : `Cannot read the folder ${folder} (${cause.message})`;
    super(`${what}. Set preview_folder to the folder with your clips.`, { cause });
  }
}

export class ClipMissingError extends VlogDescribeError {
  readonly code = 'CLIP_MISSING';
  constructor(file: string, options?: ErrorOptions) {
    super(`${file}: no such file.`, options);
  }
}

export class ClipNameError extends VlogDescribeError {
  readonly code = 'CLIP_NAME';
  constructor(file: string) {
    super(`${file}: its name is not valid UTF-8 (shown as �). Rename it.`);
  }
}

export class RecordSharedError extends VlogDescribeError {
  readonly code = 'RECORD_SHARED';
  constructor(file: string, other: string, record: string) {
    super(`${file}: its record would be ${record}, as that of ${other}. Rename one of them.`);
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
  constructor(probePort: string) {
    super(`Not started: ${probePort}. \`npx gulp stop_daemon\` stops a daemon of ours.`);
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
    const said = lastLines.length > 0 ? `It said (${logFile}):` : `It said nothing (${logFile}).`;
    super(
      [`The daemon did not start: ${how}. ${said}`, ...lastLines.map((line) => `  ${line}`)],
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

export class StateFileError extends VlogDescribeError {
  readonly code = 'STATE_FILE';
  constructor(key: string, file: string, reason: string, options?: ErrorOptions) {
    super(`${file} cannot be used: ${reason}. Remove it, or set ${key} to another path.`, options);
  }
}

export class StateFilesTakenError extends VlogDescribeError {
  readonly code = 'STATE_FILES_TAKEN';
  constructor(file: string, pid: number) {
    super(
      `${file} is that of a daemon which runs at another place (PID ${pid}). ` +
        'Stop that one with `gulp stop_daemon`, or set daemon_pid_file, daemon_signal_file and ' +
        'daemon_log_file to files of their own.',
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

/** A failure of one clip, with which the others can go on. */
export type ClipFailure = VlogDescribeError;

/** Whether a failure is that of one clip. */
export function isClipFailure(error: unknown): error is ClipFailure {
  return (
    error instanceof ClipFailedError ||
    error instanceof ClipMissingError ||
    error instanceof ClipNameError ||
    error instanceof RecordSharedError ||
    error instanceof RecordInvalidError ||
    error instanceof RecordUnreadableError ||
    error instanceof ClipTimeoutError ||
    error instanceof ClipEndsDaemonError ||
    (error instanceof RecordNotWrittenError && error.onlyThisOne)
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

/** What keeps every record from being written: no room, no right, no folder, a broken disk. */
const NOTHING_WRITABLE = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'ENOENT']);

export class RecordNotWrittenError extends VlogDescribeError {
  readonly code = 'RECORD_NOT_WRITTEN';
  /** Whether the next record may well be written: what is wrong is this one's name. */
  readonly onlyThisOne: boolean;
  constructor(file: string, cause: NodeJS.ErrnoException) {
    const { code = '' } = cause;
    const mend =
      code === 'ENAMETOOLONG' ? '. The name is too long: shorten that of the clip.' : '.';
    super(`Cannot write ${file}: ${cause.message}${mend}`, { cause });
    this.onlyThisOne = !NOTHING_WRITABLE.has(code);
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
