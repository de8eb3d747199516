import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** Whether `import` finds a package from here, by its folder: its `exports` may hide its package.json. */
export function isInstalled(name: string): boolean {
  const folders = createRequire(resolve('gulpfile.mjs')).resolve.paths(name) ?? [];
  return folders.some((folder) => existsSync(join(folder, name, 'package.json')));
}

/** Every name that gulp accepts for a gulpfile. */
export const ANY_GULPFILE = /^gulpfile(\.babel|\.esm)?\.[cm]?[jt]sx?$/i;
