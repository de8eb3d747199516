import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isInstalled } from '../installed.ts';

/** What runs a GGUF model: the program, or the package that has it inside. */
const PROGRAM = 'llama-server';
const ADDON = '@fugood/llama.node';

/** Of those two, the one that is used here; `undefined` when neither is there. */
export function findRunner(): string | undefined {
  const names = process.platform === 'win32' ? [`${PROGRAM}.exe`] : [PROGRAM];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  if (folders.some((folder) => names.some((name) => existsSync(join(folder, name))))) {
    return PROGRAM;
  }
  return isInstalled(ADDON) ? ADDON : undefined;
}

/** How to get one of them. */
export function installRunner(hasGraphics: boolean): string {
  const program: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'brew install llama.cpp',
    win32: 'winget install llama.cpp',
  };
  const llamaCpp = program[process.platform] ?? 'llama.cpp (https://github.com/ggml-org/llama.cpp)';
  const addon = `npm install --save-dev ${ADDON}`;
  // The package's build for x64 processors does without AVX, and takes 7 times as long.
  return hasGraphics || process.arch !== 'x64'
    ? `${addon}\nor ${llamaCpp}`
    : `${llamaCpp}\nor, several times slower here: ${addon}`;
}
