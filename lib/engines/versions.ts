import { type Config, engineName } from '../config/schema.ts';
import { EngineUnavailableError } from './errors.ts';

/**
 * The version of each engine, by the name that `describe.engine` gives it. It changes when the same
 * clip may get other words, and goes into a record's provenance. The table stands apart from the
 * engines, so that finding every record up to date loads none of them.
 */
const VERSIONS = {
  llama: '1',
  measured: '8',
  openai: '1',
  transformers: '1',
} as const;

export type EngineName = keyof typeof VERSIONS;

/**
 * The engine that the configuration asks for.
 *
 * @throws EngineUnavailableError
 */
export function configuredEngine({ describe }: Config): EngineName {
  const name = engineName(describe);
  if (!Object.hasOwn(VERSIONS, name)) {
    throw new EngineUnavailableError(name, Object.keys(VERSIONS));
  }
  return name as EngineName;
}

/** @throws EngineUnavailableError */
export function engineVersion(config: Config): string {
  return VERSIONS[configuredEngine(config)];
}
