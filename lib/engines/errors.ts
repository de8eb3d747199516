import { capitalized, VlogDescribeError } from '../errors.ts';

export class ContextTooSmallError extends VlogDescribeError {
  static override readonly code = 'CONTEXT_TOO_SMALL';
  static override readonly scope = 'clip';
  static override readonly status = 502;
  constructor(clip: string, model: string, said: string) {
    super(
      `${clip}: not even one frame fits into the context of ${model} (${said}). Give the model ` +
        'a larger context, or lower describe.max_tokens or describe.max_pixels.',
    );
  }
}

export class AnswerInvalidError extends VlogDescribeError {
  static override readonly code = 'ANSWER_INVALID';
  static override readonly scope = 'clip';
  static override readonly status = 502;
  constructor(clip: string, tries: number, wrong: string) {
    super(
      `${clip}: none of the model's ${tries} answers can be used (of the last one: ${wrong}). ` +
        "How each began is in the daemon's log.",
    );
  }
}

export class ModelNotLoadedError extends VlogDescribeError {
  static override readonly code = 'MODEL_NOT_LOADED';
  constructor(model: string, reason: string) {
    super(
      `The model ${model} cannot be loaded: ${reason}. Check describe.model, describe.model_path and describe.dtype.`,
    );
  }
}

export class ModelFailedError extends VlogDescribeError {
  static override readonly code = 'MODEL_FAILED';
  static override readonly scope = 'clip';
  constructor(model: string, reason: string) {
    super(`The model ${model} failed: ${reason}.`);
  }
}

export class ModelEndedError extends VlogDescribeError {
  static override readonly code = 'MODEL_ENDED';
  static override readonly scope = 'clip';
  constructor(what: string, how: string) {
    super(
      `${capitalized(what)} ended (${how}) while it described this clip. It is started again for the next.`,
    );
  }
}

export class EngineUnavailableError extends VlogDescribeError {
  static override readonly code = 'ENGINE_UNAVAILABLE';
  constructor(engine: string, available: readonly string[]) {
    super(`describe.engine ${engine} is not available. Use one of: ${available.join(', ')}.`);
  }
}
