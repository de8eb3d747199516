import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `fork(file, args, { execArgv })` or `spawn(node, [...execArgv, file, ...args])` needs. */
export type NodeEntry = { file: string; execArgv: string[] };

/**
 * How to start a module of this package as a process of its own. The module runs in the same form
 * as the one that asks: from source in a checkout, compiled where the package is installed.
 *
 * @param importer `import.meta.url` of the module that asks
 * @param module relative to it and without extension, such as `./worker`
 */
export function nodeEntry(importer: string, module: string): NodeEntry {
  const extension = extname(fileURLToPath(importer));
  const file = fileURLToPath(new URL(`${module}${extension}`, importer));
  if (extension !== '.ts') {
    return { file, execArgv: [] };
  }
  // Node 20 refuses a .ts file as its main module in an ESM package, whatever is registered; a
  // require() of it goes through the registered transform. argv[1] stays the file, as usual.
  const register = createRequire(importer).resolve('esbuild-register');
  return { file, execArgv: ['--require', register, '--eval', 'require(process.argv[1])'] };
}
