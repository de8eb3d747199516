import type { Config } from '../config/schema.ts';
import type { Log } from '../util/log.ts';
import type { CreateEngine, Engine } from './engine.ts';
import { measured } from './measured/index.ts';
import { openai } from './openai/index.ts';
import { transformers } from './transformers/index.ts';
import { configuredEngine, type EngineName } from './versions.ts';

/** Every engine that has a version. Finding records up to date does not import this: see versions.ts. */
const ENGINES: Record<EngineName, CreateEngine> = { measured, openai, transformers };

/**
 * Checks what configuration, environment and machine alone tell, so that nothing is started in vain.
 *
 * @throws what createEngine() throws
 */
export function checkEngine(config: Config): void {
  // An engine holds nothing until load().
  createEngine(config, () => {});
}

/**
 * @throws EngineUnavailableError when the configuration names an engine that is not available
 * @throws VlogDescribeError when the settings of `describe` do not belong together
 */
export function createEngine(config: Config, log: Log): Engine {
  return ENGINES[configuredEngine(config)](config, log);
}
