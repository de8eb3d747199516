import type { ErrorKind } from '../errors.ts';
import { ModelKeepsEndingError } from '../process/errors.ts';
import {
  AnswerInvalidError,
  ContextTooSmallError,
  ModelEndedError,
  ModelFailedError,
} from './errors.ts';
import {
  ModelContextTooSmallError,
  ModelNotChosenError,
  ModelServerAnswerError,
  ModelServerBusyError,
  ModelServerDroppedError,
  ModelServerFailedError,
  ModelServerRefusedError,
  ModelServerSilentError,
  ModelServerUnauthorizedError,
  ModelServerUnreachableError,
  ModelUnknownError,
  ModelWithoutVisionError,
} from './openai/errors.ts';
import { ModelReturnsNaNError } from './transformers/errors.ts';

/** The failures with which an engine's `describe()` may end. */
export const ENGINE_ERRORS: readonly ErrorKind[] = [
  AnswerInvalidError,
  ContextTooSmallError,
  ModelFailedError,
  ModelEndedError,
  ModelKeepsEndingError,
  ModelReturnsNaNError,
  ModelServerUnreachableError,
  ModelServerUnauthorizedError,
  ModelUnknownError,
  ModelNotChosenError,
  ModelContextTooSmallError,
  ModelWithoutVisionError,
  ModelServerRefusedError,
  ModelServerFailedError,
  ModelServerBusyError,
  ModelServerDroppedError,
  ModelServerSilentError,
  ModelServerAnswerError,
];
