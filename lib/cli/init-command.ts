import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { resolveConfig } from '../config/load.ts';
import { configTemplate } from '../config/template.ts';
import { messageOf } from '../errors.ts';
import { TOOL } from '../util/package-info.ts';
import type { Command } from './command.ts';
import { FileNotWrittenError } from './errors.ts';
import { type Suggestion, suggestConfig } from './suggest-config.ts';

const GULPFILE = 'gulpfile.mjs';
const GULPFILE_CODE = `import { tasks } from '${TOOL.name}';

export const { stage3, start_daemon, stop_daemon, daemon_status } = tasks();
export default stage3;
`;
const CONFIG_FILE = 'config.yaml';

/** Every name that gulp accepts for a gulpfile. */
const ANY_GULPFILE = /^gulpfile(\.babel|\.esm)?\.[cm]?[jt]sx?$/i;

/**
 * Writes what a folder needs for `npx gulp stage3`, fitted to the clips that are there; existing files
 * are never overwritten.
 */
export const initCommand: Command = {
  description: `Write a gulpfile and a commented ${CONFIG_FILE} that fits the clips here.`,
  flags: {},
  run: async () => {
    const suggestion = suggestConfig();
    const gulpfile = readdirSync('.').find((name) => ANY_GULPFILE.test(name));
    write(gulpfile, GULPFILE, GULPFILE_CODE);
    const config = existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined;
    write(config, CONFIG_FILE, configTemplate(suggestion.values));
    if (gulpfile !== undefined) {
      say(`Make sure that it has these lines:\n\n${GULPFILE_CODE}`);
    }
    for (const step of nextSteps(suggestion, config !== undefined)) {
      say(step);
    }
    return 0;
  },
};

function write(existing: string | undefined, name: string, contents: string): void {
  if (existing === undefined) {
    // `wx` fails if the file has been created meanwhile.
    try {
      writeFileSync(name, contents, { flag: 'wx' });
    } catch (error) {
      throw new FileNotWrittenError(resolve(name), messageOf(error), { cause: error });
    }
  }
  say(existing === undefined ? `Wrote ${name}` : `Kept ${existing}`);
}

function nextSteps({ values, found }: Suggestion, keptConfig: boolean): string[] {
  const missing = ['gulp', TOOL.name].filter((name) => !isInstalled(name));
  const set = Object.entries(values).map(
    ([key, value]) => `  ${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : value}`,
  );
  return [
    ...(missing.length > 0 ? [`Install:  npm install --save-dev ${missing.join(' ')}`] : []),
    found === undefined
      ? `Clips:    none here yet; put them into ${resolveConfig({}).preview_folder} (preview_folder in ${CONFIG_FILE})`
      : `Clips:    ${found}`,
    ...(set.length > 0
      ? [keptConfig ? `${CONFIG_FILE} should say:` : `${CONFIG_FILE} says so:`, ...set]
      : []),
    'Next:     npx gulp stage3',
  ];
}

/** By the folders that `import` searches from here: its `exports` may hide its package.json. */
function isInstalled(name: string): boolean {
  const folders = createRequire(resolve(GULPFILE)).resolve.paths(name) ?? [];
  return folders.some((folder) => existsSync(join(folder, name, 'package.json')));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
