import { VlogDescribeError } from '../../errors.ts';

export class ModelServerMissingError extends VlogDescribeError {
  static override readonly code = 'MODEL_SERVER_MISSING';
  /** @param meant a model that needs none, when it may be meant */
  constructor(model: string, meant: string | undefined) {
    const hint =
      meant === undefined ? 'Set' : `If ${meant} is meant, set describe.model to that. Else set`;
    super(
      `describe.model ${model} needs a model server. ${hint} describe.server.base_url to where it is, ` +
        'such as http://127.0.0.1:8080/v1, describe.server.command to have one started, describe.engine to ' +
        'transformers for a model in the process, or describe.model to measured, which needs none.',
    );
  }
}

export class ApiKeyMissingError extends VlogDescribeError {
  static override readonly code = 'API_KEY_MISSING';
  constructor(variable: string) {
    super(
      `describe.server.api_key_env names the variable ${variable}, which is not set or empty. ` +
        'Set it where gulp is started.',
    );
  }
}

/** A failure of the server, not of the clip: later, or on another server, it may succeed. */
export abstract class ModelServerError extends VlogDescribeError {}

export class ModelServerUnreachableError extends ModelServerError {
  static override readonly code = 'MODEL_SERVER_UNREACHABLE';
  static override readonly status = 502;
  /** Whether waiting does not help: its certificate is wrong. */
  readonly isForGood: boolean;
  constructor(url: string, reason: string, options?: ErrorOptions & { isForGood?: boolean }) {
    super(
      `The model server at ${url} cannot be reached (${reason}). Start it, or fix describe.server.base_url.`,
      options,
    );
    this.isForGood = options?.isForGood ?? false;
  }
}

/** Ends the run: the clips that are left would fail as well. */
export class ModelServerGoneError extends VlogDescribeError {
  static override readonly code = 'MODEL_SERVER_GONE';
  static override readonly status = 502;
  constructor(seconds: number, last: Error) {
    super(`No model server has been usable for ${seconds} s. ${last.message}`, { cause: last });
  }
}

export class ModelServerDroppedError extends ModelServerError {
  static override readonly code = 'MODEL_SERVER_DROPPED';
  static override readonly scope = 'clip';
  static override readonly status = 502;
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`The model server at ${url} broke off before its answer was whole (${reason}).`, options);
  }
}

export class ModelServerSilentError extends ModelServerError {
  static override readonly code = 'MODEL_SERVER_SILENT';
  static override readonly scope = 'clip';
  static override readonly status = 504;
  constructor(url: string, seconds: number) {
    super(
      `The model server at ${url} gave no answer within ${seconds} s. If it is only slow, raise ` +
        'describe.timeout, or lower describe.max_frames.',
    );
  }
}

export class ModelServerBusyError extends ModelServerError {
  static override readonly code = 'MODEL_SERVER_BUSY';
  static override readonly scope = 'clip';
  static override readonly status = 502;
  /** What its Retry-After asks for, if it does. */
  readonly retryAfterSeconds: number | undefined;
  constructor(url: string, said: string, retryAfterSeconds?: number) {
    const wait =
      retryAfterSeconds === undefined ? '' : ` (Retry-After: ${Math.round(retryAfterSeconds)} s)`;
    super(`The model server at ${url} is loading or at capacity: ${said}${wait}`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class ModelServerFailedError extends ModelServerError {
  static override readonly code = 'MODEL_SERVER_FAILED';
  static override readonly scope = 'clip';
  static override readonly status = 502;
  readonly serverStatus: number;
  constructor(url: string, status: number, said: string) {
    super(`The model server at ${url} failed (${status}): ${said}`);
    this.serverStatus = status;
  }
}

export class ModelServerAnswerError extends ModelServerError {
  static override readonly code = 'MODEL_SERVER_ANSWER';
  static override readonly scope = 'clip';
  static override readonly status = 502;
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      `What is at ${url} does not answer as OpenAI's chat completions do (${reason}). ` +
        'Is describe.server.base_url right? It usually ends in /v1.',
      options,
    );
  }
}

export class ModelServerUnauthorizedError extends ModelServerError {
  static override readonly code = 'MODEL_SERVER_UNAUTHORIZED';
  static override readonly status = 502;
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
  static override readonly code = 'MODEL_UNKNOWN';
  static override readonly status = 502;
  constructor(model: string, url: string, names: readonly string[]) {
    super(
      `The model server at ${url} has no model ${model}. ${
        names.length === 0 ? 'It lists none.' : `Set describe.model to one of: ${names.join(', ')}.`
      }`,
    );
  }
}

export class ModelContextTooSmallError extends ModelServerError {
  static override readonly code = 'MODEL_CONTEXT_TOO_SMALL';
  static override readonly status = 502;
  constructor(
    model: string,
    url: string,
    { contextTokens, setting }: { contextTokens: number | undefined; setting: string },
    said: string,
  ) {
    super(
      `The model ${model} at ${url} has too small a context${
        contextTokens === undefined ? '' : `, ${contextTokens} tokens,`
      } for the question and one frame (${said}). Raise ${setting}.`,
    );
  }
}

export class ModelNotChosenError extends ModelServerError {
  static override readonly code = 'MODEL_NOT_CHOSEN';
  static override readonly status = 502;
  constructor(url: string, names: readonly string[]) {
    super(
      `describe.model is left out, and the model server at ${url} lists ${
        names.length === 0
          ? 'no model.'
          : `several. Set describe.model to one of: ${names.join(', ')}.`
      }`,
    );
  }
}

export class ModelServerRefusedError extends VlogDescribeError {
  static override readonly code = 'MODEL_SERVER_REFUSED';
  static override readonly scope = 'clip';
  static override readonly status = 502;
  constructor(url: string, status: number, said: string) {
    super(`The model server at ${url} refused the request (${status}): ${said}`);
  }
}

export class ModelWithoutVisionError extends VlogDescribeError {
  static override readonly code = 'MODEL_WITHOUT_VISION';
  static override readonly status = 502;
  constructor(model: string, url: string, said: string) {
    super(
      `The model ${model} at ${url} sees no pictures (${said}). Set describe.model to a ` +
        'vision-language model; llama-server needs its --mmproj file too.',
    );
  }
}
