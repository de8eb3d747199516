import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { nodeEntry } from '../../lib/process/entry.ts';

const { file, execArgv } = nodeEntry(
  new URL('../../lib/index.ts', import.meta.url).href,
  './cli/main',
);

/** Starts `gulp-vlog-describe` from source in a folder. */
export function startCli(cwd: string | URL, ...args: string[]) {
  return execa(process.execPath, [...execArgv, file, ...args], {
    cwd: cwd instanceof URL ? fileURLToPath(cwd) : cwd,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
  });
}
