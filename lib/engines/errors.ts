import { capitalized, VlogDescribeError } from '../errors.ts';

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

export class ModelNotLoadedError extends VlogDescribeError {
  readonly code = 'MODEL_NOT_LOADED';
  constructor(model: string, reason: string) {
    super(
      `The model ${model} cannot be loaded: ${reason}. Look at describe.model, describe.model_path and describe.dtype.`,
    );
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

export class EngineUnavailableError extends VlogDescribeError {
  readonly code = 'ENGINE_UNAVAILABLE';
  constructor(engine: string, available: readonly string[]) {
    super(`describe.engine ${engine} is not available. Use one of: ${available.join(', ')}.`);
  }
}
