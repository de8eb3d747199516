import { type Config, engineName } from '../config.ts';
import { EngineUnavailableError } from '../errors.ts';
import * as all from './all.ts';
import type { Engine, EngineEntry, Log } from './engine.ts';

const engines: Record<string, EngineEntry> = { ...all };

/** @throws EngineUnavailableError when the configuration asks for an engine that is not there. */
export function createEngine(settings: Config['describe'], log: Log): Engine {
  return entryOf(settings).create(settings, log);
}

/**
 * The version that goes into a record's provenance.
 *
 * @throws EngineUnavailableError
 */
export function engineVersion(settings: Config['describe']): string {
  return entryOf(settings).version;
}

function entryOf(settings: Config['describe']): EngineEntry {
  const name = engineName(settings);
  const entry = engines[name];
  if (entry === undefined) {
    throw new EngineUnavailableError(name, settings.model, Object.keys(engines));
  }
  return entry;
}
