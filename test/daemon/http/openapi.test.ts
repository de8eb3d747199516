import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { openApiDocument } from '../../../lib/daemon/http/openapi.ts';
import { inRepository } from '../../support/repository.ts';

const SERVER = inRepository('lib/daemon/http/');
const source = readdirSync(SERVER)
  .map((name) => readFileSync(`${SERVER}${name}`, 'utf8'))
  .join('\n');
const document = openApiDocument() as {
  paths: Record<string, object>;
  components: { schemas: object };
};
const text = JSON.stringify(document);

describe('the OpenAPI document', () => {
  it('describes every route, and no other', () => {
    const routes = [...source.matchAll(/app\.(get|post)\(\s*'([^']+)'/g)].map(
      ([, m, p]) => `${m} ${p?.replace(/:(\w+)/g, '{$1}')}`,
    );
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(described.sort(), routes.sort());
  });

  it('names the failures that a route can answer with, and no others', () => {
    const codesAt = (path: string, method: string): string => {
      const { responses } = (document.paths[path] as Record<string, { responses: object }>)[
        method
      ] as { responses: object };
      return JSON.stringify(responses);
    };
    for (const code of [
      'CLIP_UNREADABLE',
      'CLIP_MISSING',
      'QUEUE_FULL',
      'MODEL_SERVER_UNAUTHORIZED',
    ]) {
      assert(codesAt('/describe', 'post').includes(code), code);
      assert(!codesAt('/health', 'get').includes(code), code);
      assert(!codesAt('/persist', 'post').includes(code), code);
    }
    for (const path of Object.keys(document.paths)) {
      const [method = ''] = Object.keys(document.paths[path] ?? {});
      assert.match(codesAt(path, method), /CALLER_REFUSED.*INTERNAL/);
    }
  });

  it('refers only to schemas that it has', () => {
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      assert(Object.hasOwn(document.components.schemas, String(name)), name);
    }
  });
});
