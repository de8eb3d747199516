import { type Config, type EngineName, engineName } from '../config.ts';
import { EngineUnavailableError } from '../errors.ts';
import type { Engine, Log } from './engine.ts';
import { MEASURED_VERSION, MeasuredEngine } from './measured.ts';
import { serverCommandOf } from './model-server/presets.ts';
import { ServedEngine } from './model-server/served-engine.ts';
import { OPENAI_VERSION, OpenAiEngine } from './openai/openai.ts';
import { TRANSFORMERS_VERSION, TransformersEngine } from './transformers/transformers.ts';

/** An engine's line here is all that the rest of the package needs to know of it. */
type Entry = { version: string; create: (config: Config, log: Log) => Engine };

const engines: Partial<Record<EngineName, Entry>> = {
  measured: { version: MEASURED_VERSION, create: () => new MeasuredEngine() },
  openai: {
    version: OPENAI_VERSION,
    create: (config, log) => {
      const command = serverCommandOf(config.describe);
      return command === undefined
        ? new OpenAiEngine(config.describe, log)
        : new ServedEngine(config, command, log);
    },
  },
  transformers: {
    version: TRANSFORMERS_VERSION,
    create: ({ describe }, log) => new TransformersEngine(describe, log),
  },
};

/** @throws EngineUnavailableError when the configuration asks for an engine that is not there. */
export function createEngine(config: Config, log: Log): Engine {
  const settings = config.describe;
  const entry = engines[engineName(settings)];
  if (entry === undefined) {
    throw new EngineUnavailableError(engineName(settings), settings.model, Object.keys(engines));
  }
  return entry.create(config, log);
}

/** The version that goes into a record's provenance; empty for an engine that is not there. */
export function engineVersion(name: EngineName): string {
  return engines[name]?.version ?? '';
}
