import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Program } from './llama-server.ts';

/** Where a Debian keeps its dynamic loader, by architecture. */
const LOADERS = [
  ['lib64', /^ld-linux-x86-64\.so\.2$/],
  ['lib', /^ld-linux-aarch64\.so\.1$/],
] as const;

/**
 * Puts Debian's newest llama-server into a folder: half a GB, some four minutes. It needs root and `debootstrap`, and
 * changes nothing outside of the folder.
 *
 * @throws Error that says what is missing
 */
export async function installDebianServer(folder: string): Promise<Program> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      'There is no llama-server in PATH, and only root can make a Debian that has one. Name a server with --server PATH, or run this as root.',
    );
  }
  const options = ['--variant=minbase', '--include=llama.cpp-tools', 'sid', folder];
  const { failed, shortMessage } = await execa('debootstrap', options, {
    reject: false,
    stdout: 'ignore',
    stderr: 'inherit',
  });
  if (failed) {
    throw new Error(`No llama-server in PATH, and debootstrap has made none: ${shortMessage}`);
  }
  return runFrom(folder);
}

/** Removes the folder, unless something outside of it is mounted there. */
export function removeDebian(folder: string): void {
  if (readFileSync('/proc/mounts', 'utf8').includes(` ${folder}/`)) {
    throw new Error(`${folder} is left: something is mounted in it. Unmount that, then remove it.`);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Starts it with its own loader and libraries: no chroot, so that it sees our files. */
function runFrom(root: string): Program {
  const loader = LOADERS.flatMap(([folder, pattern]) =>
    readdirSync(join(root, folder))
      .filter((name) => pattern.test(name))
      .map((name) => join(root, folder, name)),
  )[0];
  const libraries = readdirSync(join(root, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'));
  if (loader === undefined || libraries === undefined) {
    throw new Error(`${root} has no loader that is known here`);
  }
  const places = [`${libraries}/llama`, libraries].map((name) => join(root, 'usr/lib', name));
  return [loader, '--library-path', places.join(':'), join(root, 'usr/bin/llama-server')];
}
