import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import type { Config } from '../../config/schema.ts';
import {
  CHALLENGE_HEADER,
  challengeIn,
  DescribeRequest,
  type Health,
  type LiveReportPlace,
  MAX_BODY_BYTES,
  SHARED_HEADER,
  type Status,
  timingHeader,
} from '../../protocol/messages.ts';
import { stateFilesOf } from '../../protocol/state-files.ts';
import type { Described } from '../backend.ts';
import type { Lifetime } from '../lifetime.ts';
import type { LiveReport } from '../live-report.ts';
import { errorHandler } from './answer-error.ts';
import { BodyTypeError, RequestInvalidError } from './errors.ts';
import { guardCallers } from './guard.ts';
import { LeaseRoute } from './lease-route.ts';
import type { Metrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { addReportRoutes } from './report-routes.ts';

/** What the routes ask of the daemon. */
export type Answers = {
  /** @param challenge to be answered with a proof of who this is */
  health(challenge: string | undefined): Health;
  status(): Status;
  /**
   * Shows the report live from now on.
   *
   * @returns where
   * @throws LiveReportError
   */
  showReport(): string;
  /** @param signal aborted when the client hangs up */
  describe(request: DescribeRequest, signal: AbortSignal): Promise<Described>;
};

/** The daemon's HTTP server and the leases on it. */
export type App = { http: Server; leases: LeaseRoute };

/** How long a client may take to send a request, in ms: slow ones must not hold connections. */
const REQUEST_TIMEOUT_MS = 10_000;

/** How long the last answers may take to go out when the daemon ends, in ms. */
const CLOSE_TIMEOUT_MS = 500;

/** How often connections that have become idle are closed meanwhile, in ms. */
const CLOSE_IDLE_MS = 10;

/** The daemon's HTTP interface: `/health`, `/status`, `/metrics`, `/describe`, `/lease`, `/persist`, `/openapi.json`, and the live report. */
export function createApp(
  config: Config,
  answers: Answers,
  lifetime: Lifetime,
  live: LiveReport,
  heartbeatMs?: number,
): App {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('query parser', false);
  app.use(guardCallers(config));

  app.get('/health', ({ headers }, response) => {
    const health = answers.health(challengeIn(headers[CHALLENGE_HEADER]));
    response.status(health.phase === 'ready' ? 200 : 503).json(health);
  });

  app.get('/status', (_request, response) => {
    response.json(answers.status());
  });

  let metrics: Promise<Metrics> | undefined;
  app.get('/metrics', async (_request, response) => {
    // Loaded by the daemons that somebody watches.
    metrics ??= import('./metrics.ts').then(
      ({ Metrics }) =>
        new Metrics(() => ({ health: answers.health(undefined), status: answers.status() })),
    );
    const { contentType, text } = await (await metrics).answer();
    response.type(contentType).send(text);
  });

  // Only JSON: a web page can post plain text to any address without asking first.
  const json = express.json({ limit: MAX_BODY_BYTES, inflate: false, strict: false });
  app.post('/describe', json, async (request, response) => {
    if (!request.is('json')) {
      throw new BodyTypeError(request.headers['content-type']);
    }
    const body = parseDescribeRequest(request.body);
    const hangUp = new AbortController();
    response.once('close', () => hangUp.abort());
    const { record, timings, shared } = await answers.describe(body, hangUp.signal);
    response.setHeader('server-timing', timingHeader(timings));
    if (shared) {
      response.setHeader(SHARED_HEADER, 'true');
    }
    response.json(record);
  });

  app.post('/persist', (_request, response) => {
    lifetime.persist();
    response.json({ lifetime: lifetime.kind });
  });

  app.post('/report', (_request, response) => {
    response.json({ url: answers.showReport() } satisfies LiveReportPlace);
  });

  addReportRoutes(app, config, live);

  app.get('/openapi.json', (_request, response) => {
    response.json(openApiDocument());
  });

  const leases = new LeaseRoute(app, lifetime, heartbeatMs);

  app.use(({ method, originalUrl }, response) => {
    response.status(404).json({
      detail: `No route ${method} ${originalUrl}.`,
      code: 'NO_ROUTE',
      scope: 'run',
    });
  });
  app.use(errorHandler(stateFilesOf(config).log));

  const http = createServer(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      // Silent connections are checked each second, not each half minute.
      connectionsCheckingInterval: 1000,
    },
    app,
  );
  return { http, leases };
}

/** Gives up the port once the answers under way are out; connections that are too slow are cut. */
export async function closeApp({ http, leases }: App): Promise<void> {
  leases.close();
  const closed = http.listening ? once(http, 'close') : undefined;
  http.close();
  const closeIdle = setInterval(() => http.closeIdleConnections(), CLOSE_IDLE_MS);
  const cutOff = setTimeout(() => http.closeAllConnections(), CLOSE_TIMEOUT_MS);
  await closed;
  clearInterval(closeIdle);
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
