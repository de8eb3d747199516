import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { isListening, waitFor } from '../support/workspace.ts';

/** How long a server that was asked to end may take, in ms. */
const END_MS = 5000;

/** How much of what it prints an error shows, in characters. */
const PRINTED = 2000;

/** A program, with the arguments that always come first. */
export type Program = readonly [string, ...string[]];

/** `llama-server` in PATH. */
export function installedServer(): Program | undefined {
  const file = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'llama-server'))
    .find(existsSync);
  return file === undefined ? undefined : [file];
}

/** A real llama-server under way, on 127.0.0.1. */
export class LlamaServer {
  readonly port: number;
  readonly #process;

  private constructor([program, ...first]: Program, port: number, flags: readonly string[]) {
    this.port = port;
    // One thread that sleeps while it waits: the machine has other work.
    const gentle = ['-t', '1', '--poll', '0'];
    const place = ['--host', '127.0.0.1', '--port', String(port)];
    this.#process = execa(program, [...first, ...gentle, ...place, ...flags], {
      all: true,
      stdin: 'ignore',
      reject: false,
      maxBuffer: 1e8,
      forceKillAfterDelay: END_MS,
    });
  }

  /** Settles when it accepts connections; it may still be loading. @throws Error when it ends instead */
  static async start(
    program: Program,
    port: number,
    flags: readonly string[],
  ): Promise<LlamaServer> {
    const server = new LlamaServer(program, port, flags);
    let ended: string | undefined;
    void server.#process.then(({ all, exitCode, signal }) => {
      ended = `llama-server ended (${signal ?? exitCode}): ${String(all).slice(-PRINTED)}`;
    });
    try {
      await waitFor(async () => ended !== undefined || (await isListening(port)), 'llama-server');
    } catch (error) {
      await server.end();
      throw error;
    }
    if (ended !== undefined) {
      throw new Error(ended);
    }
    return server;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process;
  }

  async end(): Promise<void> {
    this.#process.kill();
    await this.#process;
  }
}
