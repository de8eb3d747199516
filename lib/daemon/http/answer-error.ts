import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { InternalError, isExpected } from '../../errors.ts';
import type { ErrorBody } from '../../protocol/messages.ts';
import { log } from '../log.ts';

/** Seconds after which a refused client may try again. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Answers every failure as `{"detail": "…", "code": "…", "scope": "…"}`, the seed's form with more in
 * it. What nobody expected goes into the log with its stack, and not over the wire.
 */
export function errorHandler(logFile: string) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    if (reply.raw.destroyed) {
      // The client has hung up.
      return;
    }
    const route = `${request.method} ${request.url}`;
    if (isRefusal(error)) {
      const { statusCode, message: detail, code } = error;
      // FastAPI, which the seed's clients know, calls a body that is no JSON unprocessable too.
      reply.status(statusCode === 400 ? 422 : statusCode).send({ detail, code });
      return;
    }
    const ours =
      isExpected(error) || error instanceof InternalError
        ? error
        : new InternalError(route, logFile, error);
    const { message: detail, code, scope, status } = ours;
    if (status === 503) {
      reply.header('retry-after', String(RETRY_AFTER_SECONDS));
    }
    // Refused for now is no failure, and who asks again and again must not fill the log.
    if (status >= 500 && status !== 503) {
      log(`${route} failed: ${detail}${code === InternalError.code ? `\n${ours.stack}` : ''}`);
    }
    reply.status(status).send({ detail, code, scope } satisfies ErrorBody);
  };
}

/** Whether Fastify itself refuses the request: its body is too large or no JSON, its URL is bad. */
function isRefusal(error: FastifyError): error is FastifyError & { statusCode: number } {
  return !isExpected(error) && error.statusCode !== undefined && error.statusCode < 500;
}
