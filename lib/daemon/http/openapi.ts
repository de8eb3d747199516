import { z } from 'zod';
import {
  DescribeRequest,
  ErrorBody,
  Health,
  LeaseNews,
  LIFETIMES,
  Status,
} from '../../protocol/messages.ts';
import { VideoDescription } from '../../record/schema.ts';
import { TOOL } from '../../util/package-info.ts';
import { codesOf, ERROR_STATUSES } from './answer-error.ts';

const schemas = {
  Health,
  Status,
  DescribeRequest,
  VideoDescription,
  LeaseNews,
  Error: ErrorBody,
  Lifetime: z.object({ lifetime: z.enum(LIFETIMES) }),
};

type SchemaName = keyof typeof schemas;

/** What can go wrong at every route. */
const ANY_ROUTE = [403, 422, 500];

/** The OpenAPI 3.1 document of the daemon's HTTP face, made of the schemas that it checks with. */
export function openApiDocument(): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: TOOL.name,
      version: TOOL.version,
      description:
        'The describe daemon. It answers programs on this machine, or with a token; web pages (an ' +
        'Origin, another Host) get 403. Every error is {"detail": "…", "code": "…"}.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths: {
      '/health': {
        get: {
          operationId: 'health',
          summary: 'Whether the model is loaded; always answers fast.',
          responses: {
            200: json('Ready.', 'Health'),
            503: json('Loading or stopping.', 'Health'),
            ...errors(ANY_ROUTE),
          },
        },
      },
      '/status': {
        get: {
          operationId: 'status',
          summary: 'What the daemon works on.',
          responses: { 200: json('Now.', 'Status'), ...errors(ANY_ROUTE) },
        },
      },
      '/describe': {
        post: {
          operationId: 'describe',
          summary: 'Describe a clip. Requests queue; hanging up gives the place back.',
          requestBody: { required: true, ...content('DescribeRequest') },
          responses: {
            200: json('The record.', 'VideoDescription'),
            ...errors(ERROR_STATUSES),
          },
        },
      },
      '/lease': {
        get: {
          operationId: 'lease',
          summary:
            'Hold the daemon for as long as the connection is open; a line each second, the last one why it ends.',
          responses: {
            200: { description: 'Held.', ...content('LeaseNews', 'application/x-ndjson') },
            ...errors(ANY_ROUTE),
          },
        },
      },
      '/persist': {
        post: {
          operationId: 'persist',
          summary: 'Make the daemon stay after its last lease.',
          responses: { 200: json('It stays.', 'Lifetime'), ...errors([...ANY_ROUTE, 413, 415]) },
        },
      },
      '/openapi.json': {
        get: {
          operationId: 'openapi',
          summary: 'This document.',
          responses: {
            200: {
              description: 'OpenAPI 3.1.',
              content: { 'application/json': { schema: { type: 'object' } } },
            },
            ...errors(ANY_ROUTE),
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

function errors(statuses: readonly number[]): Record<number, object> {
  return Object.fromEntries(
    statuses.map((status) => [status, json(`code: ${codesOf(status).join(', ')}`, 'Error')]),
  );
}
