import { z } from 'zod';
import { unwrapped } from './explain.ts';
import { resolveConfig } from './load.ts';
import { configSchema } from './schema.ts';

/** A key of `config.yaml`, as its schema tells. */
export type ConfigKey = {
  /** From the outermost mapping in: `['describe', 'fps']`. */
  path: string[];
  /** `undefined` when it is left out by default. */
  default: unknown;
  /** What a value must be. */
  expected: string;
  /** What the key is for. */
  purpose: string;
};

/** Every key of the configuration, in the order of the schema. */
export function configKeys(): ConfigKey[] {
  return keysOf(configSchema, resolveConfig({}), []);
}

function keysOf(schema: z.ZodObject, defaults: Record<string, unknown>, parents: string[]) {
  return Object.entries(schema.shape).flatMap(([name, field]): ConfigKey[] => {
    const inner = unwrapped(field);
    const path = [...parents, name];
    if (inner instanceof z.ZodObject) {
      return keysOf(inner, (defaults[name] ?? {}) as Record<string, unknown>, path);
    }
    const { expected, description } = field.meta() ?? inner.meta() ?? {};
    return [
      {
        path,
        default: defaults[name],
        expected: String(expected),
        purpose: String(description),
      },
    ];
  });
}
