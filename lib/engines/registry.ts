import type { Config } from '../config/schema.ts';
import type { Log } from '../util/log.ts';
import type { CreateEngine, Engine } from './engine.ts';
import { configuredEngine, type EngineName } from './versions.ts';

/**
 * Every engine that has a version, imported when it is configured: what one needs costs the others nothing.
 * Finding records up to date does not import this: see versions.ts.
 */
const ENGINES: Record<EngineName, () => Promise<CreateEngine>> = {
  llama: async () => (await import('./llama/index.ts')).llama,
  measured: async () => (await import('./measured/index.ts')).measured,
  openai: async () => (await import('./openai/index.ts')).openai,
  transformers: async () => (await import('./transformers/index.ts')).transformers,
};

/**
 * Checks what configuration, environment and machine alone tell, so that nothing is started in vain.
 *
 * @throws what createEngine() throws
 */
export async function checkEngine(config: Config): Promise<void> {
  // An engine holds nothing until load().
  await createEngine(config, () => {});
}

/**
 * @throws EngineUnavailableError when the configuration names an engine that is not available
 * @throws VlogDescribeError when the settings of `describe` do not belong together
 */
export async function createEngine(config: Config, log: Log): Promise<Engine> {
  const create = await ENGINES[configuredEngine(config)]();
  return create(config, log);
}
