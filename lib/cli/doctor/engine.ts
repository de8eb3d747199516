import { engineName, ONLY_MODEL } from '../../config/schema.ts';
import { checkEngine } from '../../engines/registry.ts';
import { findProgram } from '../../process/find-program.ts';
import { Prompt } from '../../prompt/prompt.ts';
import { type Check, type Finding, note, ok } from './check.ts';

/** Whether there is such an engine, and whether settings and machine suffice for it; whether the prompt can be used. */
export const engineCheck: Check = {
  name: 'Engine',
  run: async (patient): Promise<Finding | undefined> => {
    const { config } = patient;
    if (config === undefined) {
      return undefined;
    }
    if (config.daemon_command !== undefined) {
      return note('a daemon_command finds the words; it is not looked into');
    }
    await checkEngine(config);
    Prompt.load(config.describe.prompt_file);
    const engine = engineName(config.describe);
    const { model } = config.describe;
    patient.engine = engine;
    return ok(
      engine === 'measured'
        ? 'measured: no model, and no words for what is in the picture'
        : `${engine}${runnerOf(engine)}, with ${model === ONLY_MODEL ? 'the only model of its server' : model}`,
    );
  },
};

/** What runs a model in GGUF, which is chosen by what there is. */
function runnerOf(engine: string): string {
  return engine === 'llama' ? ` by ${findProgram('llama-server') ?? '@fugood/llama.node'}` : '';
}
