import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from '../../config/schema.ts';
import {
  DescribeRequest,
  type Health,
  MAX_BODY_BYTES,
  SHARED_HEADER,
  type Status,
  timingHeader,
} from '../../protocol/messages.ts';
import { stateFilesOf } from '../../protocol/state-files.ts';
import type { Described } from '../backend.ts';
import type { Lifetime } from '../lifetime.ts';
import { errorHandler } from './answer-error.ts';
import { RequestInvalidError } from './errors.ts';
import { guardCallers } from './guard.ts';
import { LeaseRoute } from './lease-route.ts';
import { openApiDocument } from './openapi.ts';

/** What the routes ask of the daemon. */
export type Answers = {
  health(): Health;
  status(): Status;
  /** @param signal aborted when the client hangs up */
  describe(request: DescribeRequest, signal: AbortSignal): Promise<Described>;
};

/** The daemon's HTTP server and the leases on it. */
export type App = { http: FastifyInstance; leases: LeaseRoute };

/** How long a client may take to send a request, in ms: slow ones must not hold connections. */
const REQUEST_TIMEOUT_MS = 10_000;

/** How long the last answers may take to go out when the daemon ends, in ms. */
const CLOSE_TIMEOUT_MS = 500;

/** The daemon's HTTP interface: `/health`, `/status`, `/describe`, `/lease`, `/persist` and `/openapi.json`. */
export function createApp(
  config: Config,
  answers: Answers,
  lifetime: Lifetime,
  heartbeatMs?: number,
): App {
  const answerError = errorHandler(stateFilesOf(config).log);
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Silent connections are checked each second, not each half minute.
    http: { connectionsCheckingInterval: 1000, headersTimeout: REQUEST_TIMEOUT_MS },
    // While it closes, /health still answers.
    return503OnClosing: false,
    // A URL that cannot be decoded is refused before any route or hook runs.
    frameworkErrors: answerError,
    // Answers under way go out before the daemon ends; see `closeApp`.
    forceCloseConnections: 'idle',
  });
  // Only JSON: a web page can post plain text to any address without asking first.
  app.removeContentTypeParser('text/plain');
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    reply.status(404).send({
      detail: `No route ${request.method} ${request.url}.`,
      code: 'NO_ROUTE',
      scope: 'run',
    });
  });
  guardCallers(app, config);

  app.get('/health', (_request, reply) => {
    const health = answers.health();
    reply.status(health.phase === 'ready' ? 200 : 503).send(health);
  });

  app.get('/status', (_request, reply) => {
    reply.send(answers.status());
  });

  app.post('/describe', async (request, reply) => {
    const body = parseDescribeRequest(request.body);
    const hangUp = new AbortController();
    reply.raw.once('close', () => hangUp.abort());
    const { record, timings, shared } = await answers.describe(body, hangUp.signal);
    reply.header('server-timing', timingHeader(timings));
    if (shared) {
      reply.header(SHARED_HEADER, 'true');
    }
    return record;
  });

  app.post('/persist', (_request, reply) => {
    lifetime.persist();
    reply.send({ lifetime: lifetime.kind });
  });

  app.get('/openapi.json', (_request, reply) => {
    reply.send(openApiDocument());
  });

  return { http: app, leases: new LeaseRoute(app, lifetime, heartbeatMs) };
}

/** Gives up the port once the answers under way are out; connections that are too slow are cut. */
export async function closeApp({ http, leases }: App): Promise<void> {
  leases.close();
  const cutOff = setTimeout(() => http.server.closeAllConnections(), CLOSE_TIMEOUT_MS);
  await http.close();
  clearTimeout(cutOff);
}

function parseDescribeRequest(body: unknown): DescribeRequest {
  const result = DescribeRequest.safeParse(body);
  if (!result.success) {
    const issue = result.error.issues[0];
    const field = issue?.path.join('.') || 'the body';
    throw new RequestInvalidError(`${field}: ${issue?.message ?? 'not as expected'}.`);
  }
  return result.data;
}
