import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Config, engineName } from './config.ts';
import type { Provenance } from './description.ts';
import { engineVersion } from './engines/registry.ts';
import { TOOL } from './package-info.ts';

/** What decides, besides the clip and its subtitles, what its record will say. */
export type Recipe = Omit<Provenance, 'clip' | 'subtitles' | 'frame_times_seconds'>;

/** What a request may set for one clip. */
export type Parameters = Pick<
  Config['describe'],
  'fps' | 'max_pixels' | 'max_frames' | 'max_tokens' | 'temperature'
>;

/** How a clip would be described with this configuration. */
export function recipeOf(config: Config, parameters: Parameters = config.describe): Recipe {
  const engine = engineName(config.describe);
  const command = config.daemon_command;
  const { fps, max_frames, max_pixels, max_tokens, temperature } = parameters;
  return {
    tool: TOOL.name,
    tool_version: TOOL.version,
    ...(command === undefined
      ? { engine, engine_version: engineVersion(engine) }
      : { engine: 'daemon_command', engine_version: sha256(JSON.stringify(command)).slice(0, 12) }),
    model: config.describe.model,
    ...(config.describe.prompt_file === undefined
      ? {}
      : { prompt_sha256: sha256(readFileSync(config.describe.prompt_file)) }),
    // Without a model nobody sees the pictures' size, nor chooses words by chance.
    parameters:
      engine === 'measured' && command === undefined
        ? { fps, max_frames }
        : { fps, max_frames, max_pixels, max_tokens, temperature },
  };
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
