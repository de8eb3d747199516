import { createRequire } from 'node:module';

/**
 * Whether a package that only some users install would be found; it is not loaded.
 *
 * @param importer `import.meta.url` of the module that asks: where it is decides what it finds
 */
export function isInstalled(name: string, importer: string): boolean {
  try {
    createRequire(importer).resolve(name);
    return true;
  } catch (error) {
    return !isMissing(error, name);
  }
}

/** Whether an import failed because this very package is not installed. */
export function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
    error.message.includes(name)
  );
}
