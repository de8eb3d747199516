import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppMissingError } from './errors.ts';

/** The page's script and style, as `npm run build` bundles them. */
export type AppFiles = { script: Buffer; style: Buffer };

/**
 * Beside this module where the package is installed; in a checkout that runs from source, in `dist/`.
 *
 * @throws AppMissingError
 */
export function appFiles(): AppFiles {
  const places = ['./page/main', '../../dist/report/page/main'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const [first = ''] = places;
  const found = places.find((place) => existsSync(`${place}.js`) && existsSync(`${place}.css`));
  if (found === undefined) {
    throw new AppMissingError(first);
  }
  return { script: readFileSync(`${found}.js`), style: readFileSync(`${found}.css`) };
}
