import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { compiled } from './compiled-package.ts';

/** Starts `gulp-vlog-describe` in a folder. */
export function startCli(cwd: string | URL, ...args: string[]) {
  return startCliWith({}, cwd, ...args);
}

/** The same with other environment variables. */
export function startCliWith(
  env: Record<string, string | undefined>,
  cwd: string | URL,
  ...args: string[]
) {
  return execa(process.execPath, [compiled('cli/main'), ...args], {
    cwd: cwd instanceof URL ? fileURLToPath(cwd) : cwd,
    all: true,
    reject: false,
    stdin: 'ignore',
    env,
    timeout: 60_000,
    // A clip in flight may take longer than the 5 s after which execa kills.
    forceKillAfterDelay: false,
  });
}
