import { ENGINE_ERRORS } from '../../engines/describe-errors.ts';
import { type ErrorKind, InternalError } from '../../errors.ts';
import {
  ClipUnreadableError,
  MediaWorkerCrashedError,
  MediaWorkerSilentError,
  NoVideoError,
} from '../../media/errors.ts';
import { PromptInvalidError } from '../../prompt/errors.ts';
import { ClipChangedError, ClipMissingError, ClipTimeoutError } from '../../record/errors.ts';
import { SubtitlesUnreadableError } from '../../subtitles/errors.ts';
import { CommandDescribesError, DaemonStoppingError, QueueFullError } from '../errors.ts';
import { CallerRefusedError, ClipNotAllowedError, RequestInvalidError } from './errors.ts';

/** Of every route. */
const ANY: readonly ErrorKind[] = [CallerRefusedError, InternalError];

/** What Fastify refuses of a route that takes a body, by its own codes. */
const BODY: readonly ErrorKind[] = [
  { code: 'FST_ERR_CTP_BODY_TOO_LARGE', status: 413 },
  { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', status: 415 },
  { code: 'FST_ERR_CTP_INVALID_JSON_BODY', status: 422 },
  { code: 'FST_ERR_CTP_EMPTY_JSON_BODY', status: 422 },
];

/** The failures that each route can answer with. */
export const ROUTE_ERRORS = {
  health: ANY,
  status: ANY,
  lease: [...ANY, ...BODY],
  openapi: ANY,
  persist: [...ANY, ...BODY],
  describe: [
    ...ANY,
    ...BODY,
    RequestInvalidError,
    ClipNotAllowedError,
    ClipMissingError,
    ClipChangedError,
    ClipUnreadableError,
    NoVideoError,
    SubtitlesUnreadableError,
    MediaWorkerCrashedError,
    MediaWorkerSilentError,
    ClipTimeoutError,
    PromptInvalidError,
    ...ENGINE_ERRORS,
    QueueFullError,
    DaemonStoppingError,
    CommandDescribesError,
  ],
} satisfies Record<string, readonly ErrorKind[]>;
