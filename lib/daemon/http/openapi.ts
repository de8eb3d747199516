import { z } from 'zod';
import {
  CHALLENGE_HEADER,
  DescribeRequest,
  ErrorBody,
  Health,
  LeaseNews,
  LIFETIMES,
  LiveReportPlace,
  Status,
} from '../../protocol/messages.ts';
import { VideoDescription } from '../../record/schema.ts';
import { TOOL } from '../../util/package-info.ts';
import { ROUTE_ERRORS } from './route-errors.ts';

const schemas = {
  Health,
  Status,
  DescribeRequest,
  VideoDescription,
  LeaseNews,
  Error: ErrorBody,
  LiveReportPlace,
  Lifetime: z.object({ lifetime: z.enum(LIFETIMES) }),
};

type SchemaName = keyof typeof schemas;

/** What there is of a live report. Until it is asked for, these routes do not exist. */
const reportParts: readonly {
  path: string;
  id: string;
  type: string;
  summary: string;
  failures: keyof typeof ROUTE_ERRORS;
}[] = [
  {
    path: '/',
    id: 'reportPage',
    type: 'text/html',
    summary:
      'The page of the live report, when it was asked for; so are the others under /report/.',
    failures: 'reportPage',
  },
  {
    path: '/report/events',
    id: 'reportEvents',
    type: 'text/event-stream',
    summary:
      'Clips as they change, progress, and last why the daemon ends; those after ?after= or Last-Event-ID.',
    failures: 'reportData',
  },
  {
    path: '/report/data/clips.js',
    id: 'reportClips',
    type: 'text/javascript',
    summary: 'What the page shows of all clips.',
    failures: 'reportData',
  },
  {
    path: '/report/data/words.js',
    id: 'reportWords',
    type: 'text/javascript',
    summary: 'What clips are found by.',
    failures: 'reportData',
  },
  {
    path: '/report/data/details/{id}',
    id: 'reportDetails',
    type: 'text/javascript',
    summary: 'What the page shows of one clip.',
    failures: 'reportData',
  },
  {
    path: '/report/pictures/{file}',
    id: 'reportPicture',
    type: 'image/jpeg',
    summary: 'A thumbnail or strip.',
    failures: 'reportPicture',
  },
  {
    path: '/report/thumbnails/{id}',
    id: 'reportThumbnail',
    type: 'image/jpeg',
    summary: 'The picture that was written with a record.',
    failures: 'reportClip',
  },
  {
    path: '/report/clips/{id}',
    id: 'reportClip',
    type: 'video/*',
    summary: 'A clip; Range asks for a part.',
    failures: 'reportClip',
  },
  {
    path: '/report/{file}',
    id: 'reportFile',
    type: 'text/*',
    summary: 'The page’s script and style.',
    failures: 'reportFile',
  },
];

/** The OpenAPI 3.1 document of the daemon, made of the schemas that it checks with. */
export function openApiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: TOOL.name,
      version: TOOL.version,
      description:
        'The describe daemon. It answers programs on this machine, or with a token; web pages (an ' +
        'Origin, another site’s Sec-Fetch-Site, another Host) get 403. Every error is {"detail": "…", "code": "…", "scope": "clip" | "run"}: ' +
        'others may go well, or every clip would meet it. A route that does not exist is 404, NO_ROUTE.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: {
      '/health': {
        get: {
          operationId: 'health',
          summary:
            'Whether the model is loaded; always answers fast. With the header daemon-challenge the answer proves to the daemon’s user that it is theirs.',
          parameters: [
            {
              name: CHALLENGE_HEADER,
              in: 'header',
              description:
                'New text of 16 to 128 letters, digits, - or _, to be answered with `proof`.',
              schema: { type: 'string' },
            },
          ],
          responses: {
            200: json('Ready.', 'Health'),
            503: json('Loading or stopping.', 'Health'),
            ...errors('health'),
          },
        },
      },
      '/status': {
        get: {
          operationId: 'status',
          summary: 'What the daemon is doing.',
          responses: { 200: json('Now.', 'Status'), ...errors('status') },
        },
      },
      '/metrics': {
        get: {
          operationId: 'metrics',
          summary: 'The same for Prometheus, in its text format.',
          responses: {
            200: { description: 'Now.', content: { 'text/plain': { schema: { type: 'string' } } } },
            ...errors('metrics'),
          },
        },
      },
      '/describe': {
        post: {
          operationId: 'describe',
          summary: 'Describe a clip. Requests queue; hanging up cancels.',
          requestBody: { required: true, ...content('DescribeRequest') },
          responses: {
            200: json('The record.', 'VideoDescription'),
            ...errors('describe'),
          },
        },
      },
      '/lease': {
        post: {
          operationId: 'lease',
          summary:
            'Hold the daemon for as long as the connection is open; a line each second, the last one why it ends.',
          responses: {
            200: { description: 'Held.', ...content('LeaseNews', 'application/x-ndjson') },
            ...errors('lease'),
          },
        },
      },
      '/persist': {
        post: {
          operationId: 'persist',
          summary: 'Make the daemon stay after its last lease.',
          responses: { 200: json('It stays.', 'Lifetime'), ...errors('persist') },
        },
      },
      '/report': {
        post: {
          operationId: 'showReport',
          summary: 'Show the report in the browser, live, from now on; as describe.live_report.',
          responses: { 200: json('Where.', 'LiveReportPlace'), ...errors('showReport') },
        },
      },
      ...Object.fromEntries(
        reportParts.map(({ path, id, type, summary, failures }) => [
          path,
          {
            get: {
              operationId: id,
              summary,
              ...parametersIn(path),
              responses: {
                200: { description: 'As it is now.', content: { [type]: {} } },
                ...errors(failures),
              },
            },
          },
        ]),
      ),
      '/openapi.json': {
        get: {
          operationId: 'openapi',
          summary: 'This document.',
          responses: {
            200: {
              description: 'OpenAPI 3.1.',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
            ...errors('openapi'),
          },
        },
      },
    },
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, schemaOf(schema)]),
      ),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    // Asked for only with daemon_token_env.
    security: [{}, { token: [] }],
  };
}

/** As it travels: what is sent may leave out what has a default. */
function schemaOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

function json(description: string, name: SchemaName): object {
  return { description, ...content(name) };
}

function content(name: SchemaName, type = 'application/json'): object {
  return { content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } } };
}

function parametersIn(path: string): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const schema = { type: 'string' };
  return names.length === 0
    ? {}
    : { parameters: names.map((name) => ({ name, in: 'path', required: true, schema })) };
}

function errors(route: keyof typeof ROUTE_ERRORS): Record<number, object> {
  const codes = new Map<number, string[]>();
  for (const { status, code } of ROUTE_ERRORS[route]) {
    codes.set(status, [...(codes.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...codes].map(([status, of]) => [status, json(`code: ${of.join(', ')}`, 'Error')]),
  );
}
