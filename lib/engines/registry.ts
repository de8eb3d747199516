import { type Config, type EngineName, engineName } from '../config.ts';
import { ConfigValueError } from '../errors.ts';
import type { Engine, Log } from './engine.ts';
import { MEASURED_VERSION, MeasuredEngine } from './measured.ts';
import { serverCommandOf } from './model-server/presets.ts';
import { ServedEngine } from './model-server/served-engine.ts';
import { OPENAI_VERSION, OpenAiEngine } from './openai/openai.ts';
import { TRANSFORMERS_VERSION, TransformersEngine } from './transformers/transformers.ts';

/** An engine's line here is all that the rest of the package needs to know of it. */
type Entry = { version: string; create: (config: Config, log: Log) => Engine };

const engines: Record<EngineName, Entry> = {
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

/** @throws VlogDescribeError when the settings of `describe` do not belong together */
export function createEngine(config: Config, log: Log): Engine {
  const { model, model_path } = config.describe;
  const name = engineName(config.describe);
  if (name === 'measured' && model_path !== undefined) {
    throw new ConfigValueError(
      'describe.model',
      JSON.stringify(model),
      'the name of the model in describe.model_path',
      'the configuration',
    );
  }
  return engines[name].create(config, log);
}

/** The version that goes into a record's provenance. */
export function engineVersion(name: EngineName): string {
  return engines[name].version;
}
