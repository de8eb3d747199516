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
      ([, m, p]) => `${m} ${p}`,
    );
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(described.sort(), routes.sort());
  });

  it('names every code that has a status of its own', () => {
    for (const [, code] of source.matchAll(/^ {2}([A-Z_]+): [45]\d\d,/gm)) {
      assert(text.includes(String(code)), code);
    }
  });

  it('refers only to schemas that it has', () => {
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      assert(Object.hasOwn(document.components.schemas, String(name)), name);
    }
  });
});
