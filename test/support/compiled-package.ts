import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { IS_COMPILED, inRepository } from './repository.ts';

let folder: string | undefined;

/**
 * A module of the compiled package, so that gulp, the command line and their daemons start as they
 * do for a user, in half the time that they take from source. `npm test` has compiled it already;
 * when a test runs from source, the first call compiles it.
 *
 * @param module such as `index` or `cli/main`
 */
export function compiled(module: string): string {
  if (folder === undefined) {
    if (!IS_COMPILED) {
      const compiler = inRepository('node_modules/typescript/bin/tsc');
      execFileSync(process.execPath, [compiler, '--project', 'lib/tsconfig.json'], {
        cwd: inRepository(),
      });
    }
    // The copies of build/ in which the suites with packages of their own run have a lib/ each.
    folder = IS_COMPILED
      ? fileURLToPath(new URL('../../lib', import.meta.url))
      : inRepository('dist');
  }
  return `${folder}/${module}.js`;
}
