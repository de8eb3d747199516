import { type Config, engineName } from '../config/schema.ts';
import * as all from './all.ts';
import type { Engine, EngineEntry, Log } from './engine.ts';
import { EngineUnavailableError } from './errors.ts';

const engines: Record<string, EngineEntry> = { ...all };

/**
 * @throws EngineUnavailableError when the configuration asks for an engine that is not there
 * @throws VlogDescribeError when the settings of `describe` do not belong together
 */
export function createEngine(config: Config, log: Log): Engine {
  return entryOf(config).create(config, log);
}

/**
 * The version that goes into a record's provenance.
 *
 * @throws EngineUnavailableError
 */
export function engineVersion(config: Config): string {
  return entryOf(config).version;
}

function entryOf({ describe }: Config): EngineEntry {
  const name = engineName(describe);
  const entry = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (entry === undefined) {
    throw new EngineUnavailableError(name, Object.keys(engines));
  }
  return entry;
}
