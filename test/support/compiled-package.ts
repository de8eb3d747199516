import { execFileSync } from 'node:child_process';
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
    folder = inRepository(IS_COMPILED ? 'build/lib' : 'dist');
  }
  return `${folder}/${module}.js`;
}
