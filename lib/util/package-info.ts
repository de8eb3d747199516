import { createRequire } from 'node:module';

const { name, version } = createRequire(import.meta.url)('../../package.json') as {
  name: string;
  version: string;
};

/** This package's name and version, from its package.json. */
export const TOOL = { name, version } as const;
