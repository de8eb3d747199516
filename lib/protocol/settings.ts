import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { previewFolders } from '../config/preview.ts';
import { type Config, engineName } from '../config/schema.ts';
import { TOOL } from '../util/package-info.ts';

/** Configuration keys, or facts of the same rank, by name. */
export type Settings = Record<string, unknown>;

/**
 * What a daemon is started with and cannot change later. Two runs can share a daemon when these
 * are the same; everything else travels with each request.
 */
export function settingsOf(config: Config): Settings {
  const { describe } = config;
  return {
    version: TOOL.version,
    'working directory': process.cwd(),
    preview_folder: previewFolders(config)
      .map(({ folder }) => resolve(folder))
      .join(', '),
    subtitle_suffix: config.subtitle_suffix,
    daemon_command: config.daemon_command ?? null,
    'describe.engine': engineName(describe),
    'describe.model': describe.model,
    'describe.prompt_file': describe.prompt_file ?? null,
    'describe.thumbnail_file': describe.thumbnail_file,
    'describe.server': describe.server ?? null,
    'describe.model_path': describe.model_path ?? null,
    'describe.dtype': describe.dtype ?? null,
    'describe.device': describe.device ?? null,
  };
}

/** SHA-256 of the settings, whatever the order of their keys. */
export function settingsHash(settings: Settings): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
