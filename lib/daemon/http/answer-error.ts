import type { ErrorRequestHandler } from 'express';
import { InternalError, isExpected, messageOf, type VlogDescribeError } from '../../errors.ts';
import { type ErrorBody, MAX_BODY_BYTES } from '../../protocol/messages.ts';
import { log } from '../log.ts';
import {
  BodyTooLargeError,
  BodyTypeError,
  ReportPartMissingError,
  RequestInvalidError,
} from './errors.ts';

/** Seconds after which a refused client may try again. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Answers every failure as `{"detail": "…", "code": "…", "scope": "…"}`, the seed's form with more in
 * it. What nobody expected goes into the log with its stack, and not over the wire.
 */
export function errorHandler(logFile: string): ErrorRequestHandler {
  // Express tells handlers of errors from others by their four parameters.
  return (error: unknown, request, response, _next) => {
    if (response.destroyed || response.headersSent) {
      // The client has hung up, or has a part of the answer already.
      response.destroy();
      return;
    }
    const route = `${request.method} ${request.originalUrl}`;
    const ours =
      isExpected(error) || error instanceof InternalError
        ? error
        : (refusalOf(error, request.headers['content-encoding']) ??
          new InternalError(route, logFile, error));
    const { message: detail, code, scope, status } = ours;
    if (status === 503) {
      response.setHeader('retry-after', String(RETRY_AFTER_SECONDS));
    }
    // Refused for now is no failure, and who asks again and again must not fill the log.
    if (status >= 500 && status !== 503) {
      log(`${route} failed: ${detail}${code === InternalError.code ? `\n${ours.stack}` : ''}`);
    }
    response.status(status).json({ detail, code, scope } satisfies ErrorBody);
  };
}

/** What Express's own reading of an address or a body refuses. */
function refusalOf(error: unknown, encoding: string | undefined): VlogDescribeError | undefined {
  if (error instanceof URIError) {
    // `/report/clips/%`: only addresses of the report have a part that is decoded.
    return new ReportPartMissingError('such file');
  }
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  switch (status) {
    case 413:
      return new BodyTooLargeError(MAX_BODY_BYTES);
    case 415:
      return new BodyTypeError(encoding);
    case 400:
      // FastAPI, which the seed's clients know, calls a body that is no JSON unprocessable too.
      return new RequestInvalidError(`The body is no JSON: ${messageOf(error)}.`);
    default:
      return undefined;
  }
}
