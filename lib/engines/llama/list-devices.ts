import { execa } from 'execa';
import { printable } from '../../util/printable.ts';

/** How long it may take to look for graphics cards, in ms. */
const LIMIT_MS = 10_000;

/** In bytes and names. */
const MOST_OUTPUT = 10_000;
const MOST_DEVICES = 8;

/** Names of the graphics cards that a `llama-server` finds, `CPU` without any; `undefined` when it does not tell. */
export async function listDevices(
  program: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { stdout, failed } = await execa(program, ['--list-devices'], {
    stdin: 'ignore',
    stderr: 'ignore',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_OUTPUT,
    cancelSignal: signal,
    reject: false,
  });
  signal.throwIfAborted();
  if (failed || !/^available devices/im.test(stdout)) {
    return undefined;
  }
  const names = [...stdout.matchAll(/^ +(\w{1,40}): /gm)].map(([, name = '']) => name);
  return names.slice(0, MOST_DEVICES).map(printable).join(', ') || 'CPU';
}
