import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { resolveConfig } from '../config/load.ts';
import { configTemplate } from '../config/template.ts';
import { messageOf } from '../errors.ts';
import { TOOL } from '../util/package-info.ts';
import type { Command } from './command.ts';
import { FileNotWrittenError } from './errors.ts';

const GULPFILE = 'gulpfile.mjs';
const GULPFILE_CODE = `import { tasks } from '${TOOL.name}';

export const { stage3, start_daemon, stop_daemon, daemon_status } = tasks();
`;
const CONFIG_FILE = 'config.yaml';

/** Every name that gulp accepts for a gulpfile. */
const ANY_GULPFILE = /^gulpfile(\.babel|\.esm)?\.[cm]?[jt]sx?$/i;

/** Writes what a folder needs for `npx gulp stage3`; existing files are never overwritten. */
export const initCommand: Command = {
  description: `Write a gulpfile and a commented ${CONFIG_FILE} where there is none.`,
  flags: {},
  run: async () => {
    const gulpfile = readdirSync('.').find((name) => ANY_GULPFILE.test(name));
    write(gulpfile, GULPFILE, GULPFILE_CODE);
    write(existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined, CONFIG_FILE, configTemplate());
    if (gulpfile !== undefined) {
      say(`Make sure that it has these lines:\n\n${GULPFILE_CODE}`);
    }
    for (const step of nextSteps()) {
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

function nextSteps(): string[] {
  const missing = ['gulp', TOOL.name].filter((name) => !isInstalled(name));
  const { preview_folder } = resolveConfig({});
  return [
    ...(missing.length > 0 ? [`Install:  npm install --save-dev ${missing.join(' ')}`] : []),
    ...(existsSync(preview_folder)
      ? []
      : [`Clips:    ${preview_folder} (preview_folder in ${CONFIG_FILE})`]),
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
