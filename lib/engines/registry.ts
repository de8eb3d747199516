import { type Config, type EngineName, engineName } from '../config.ts';
import { EngineUnavailableError } from '../errors.ts';
import type { Engine, Log } from './engine.ts';
import { MEASURED_VERSION, MeasuredEngine } from './measured.ts';
import { OPENAI_VERSION, OpenAiEngine } from './openai/openai.ts';

/** An engine's line here is all that the rest of the package needs to know of it. */
type Entry = { version: string; create: (settings: Config['describe'], log: Log) => Engine };

const engines: Partial<Record<EngineName, Entry>> = {
  measured: { version: MEASURED_VERSION, create: () => new MeasuredEngine() },
  openai: {
    version: OPENAI_VERSION,
    create: (settings, log) => new OpenAiEngine(settings, log),
  },
};

/** @throws EngineUnavailableError when the configuration asks for an engine that is not there. */
export function createEngine(settings: Config['describe'], log: Log): Engine {
  const entry = engines[engineName(settings)];
  if (entry === undefined) {
    throw new EngineUnavailableError(engineName(settings), settings.model, Object.keys(engines));
  }
  return entry.create(settings, log);
}

/** The version that goes into a record's provenance; empty for an engine that is not there. */
export function engineVersion(name: EngineName): string {
  return engines[name]?.version ?? '';
}
