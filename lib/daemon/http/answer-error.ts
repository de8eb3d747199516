import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { messageOf, VlogDescribeError } from '../../errors.ts';
import { log } from '../log.ts';

/** The HTTP status of each failure; any other is the daemon's own fault, 500. */
const statusOf: Record<string, number> = {
  CALLER_REFUSED: 403,
  CLIP_NOT_ALLOWED: 403,
  CLIP_MISSING: 404,
  CLIP_CHANGED: 409,
  REQUEST_INVALID: 422,
  CLIP_UNREADABLE: 422,
  NO_VIDEO: 422,
  SUBTITLES_UNREADABLE: 422,
  MODEL_SERVER_UNREACHABLE: 502,
  MODEL_SERVER_DROPPED: 502,
  MODEL_SERVER_BUSY: 502,
  MODEL_SERVER_FAILED: 502,
  MODEL_SERVER_ANSWER: 502,
  MODEL_SERVER_UNAUTHORIZED: 502,
  MODEL_SERVER_REFUSED: 502,
  MODEL_UNKNOWN: 502,
  MODEL_WITHOUT_VISION: 502,
  ANSWER_INVALID: 502,
  CONTEXT_TOO_SMALL: 502,
  MODEL_SERVER_SILENT: 504,
  QUEUE_FULL: 503,
  DAEMON_STOPPING: 503,
  CLIP_TIMEOUT: 504,
};

/** What Fastify itself refuses, by its own codes, and the codes of failures nobody foresaw. */
const codesBeside: Record<number, readonly string[]> = {
  404: ['NO_ROUTE'],
  413: ['FST_ERR_CTP_BODY_TOO_LARGE'],
  415: ['FST_ERR_CTP_INVALID_MEDIA_TYPE'],
  422: ['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY', 'FST_ERR_BAD_URL'],
  500: ['INTERNAL', 'and those of engines and decoders'],
};

/** Every status that a failure may have. */
export const ERROR_STATUSES: number[] = [
  ...new Set([...Object.values(statusOf), ...Object.keys(codesBeside).map(Number)]),
].sort((a, b) => a - b);

/** The codes that an answer of this status may have. */
export function codesOf(status: number): string[] {
  const ours = Object.keys(statusOf).filter((code) => statusOf[code] === status);
  return [...ours, ...(codesBeside[status] ?? [])];
}

/** Seconds after which a refused client may try again. */
const RETRY_AFTER_SECONDS = 1;

/** Answers every failure as `{"detail": "…", "code": "…"}`, the seed's form with a code added. */
export function answerError(
  error: FastifyError | VlogDescribeError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const ours = error instanceof VlogDescribeError;
  const status = ours ? (statusOf[error.code] ?? 500) : statusOfFastify(error);
  if (status === 503) {
    reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  }
  // Refused for now is no failure, and who asks again and again must not fill the log.
  if (status >= 500 && status !== 503) {
    log(
      `${request.method} ${request.url} failed: ${ours ? error.message : (error.stack ?? error)}`,
    );
  }
  // A failure that nobody foresaw may tell of the machine's insides; the log has it.
  const detail = ours || status < 500 ? messageOf(error) : 'The daemon failed; its log tells why.';
  reply.status(status).send({ detail, code: ours ? error.code : (error.code ?? 'INTERNAL') });
}

/** FastAPI, which the seed's clients know, calls a body that is no JSON unprocessable too. */
function statusOfFastify({ statusCode = 500 }: FastifyError): number {
  return statusCode === 400 ? 422 : statusCode;
}
