import { createHash } from 'node:crypto';
import { type Config, engineName, type Parameters, parametersOf } from '../config/schema.ts';
import { PROMPT_VERSION } from '../prompt/built-in.ts';
import { Prompt } from '../prompt/prompt.ts';
import type { Recipe } from '../record/schema.ts';
import { TOOL } from '../util/package-info.ts';
import { engineVersion } from './versions.ts';

/**
 * How a clip would be described with this configuration.
 *
 * @throws PromptInvalidError
 */
export function recipeOf(
  config: Config,
  parameters: Parameters = parametersOf(config.describe),
  prompt: Prompt = Prompt.load(config.describe.prompt_file),
): Recipe {
  const engine = engineName(config.describe);
  const command = config.daemon_command;
  const asksModel = engine !== 'measured' && command === undefined;
  const { fps, max_frames } = parameters;
  const { dtype } = config.describe;
  return {
    tool: TOOL.name,
    tool_version: TOOL.version,
    ...(command === undefined
      ? { engine, engine_version: engineVersion(config) }
      : { engine: 'daemon_command', engine_version: sha256(JSON.stringify(command)).slice(0, 12) }),
    model: config.describe.model,
    // Another daemon has a prompt of its own.
    ...(asksModel && { prompt_sha256: prompt.sha256, prompt_version: PROMPT_VERSION }),
    // Without a model nobody sees the pictures' size, nor chooses words by chance.
    parameters:
      asksModel || command !== undefined
        ? {
            ...parameters,
            ...(engine === 'transformers' && dtype !== undefined && { dtype }),
          }
        : { fps, max_frames },
  };
}

function sha256(data: string): string {
  return createHash('sha256').update(data).digest('hex');
}
