import { messageOf } from '../../errors.ts';
import { nodeEntry } from '../../process/entry.ts';
import { WorkerHost } from '../../process/worker-host.ts';
import type { Ending, Order } from './messages.ts';

/** How a server ended, in words. */
export type ServerEnd = { how: string; isMissing: boolean };

/** A model server that was started for this daemon, and its keeper. */
export class ServerProcess {
  /** Settles when the server has ended, with how it ended and what it printed last. */
  readonly ended: Promise<ServerEnd>;
  readonly #keeper: WorkerHost<Order, Ending, string>;

  /** @param onLine called with some of the lines that the server prints */
  constructor(order: Order, onLine: (line: string) => void) {
    this.#keeper = new WorkerHost({
      entry: nodeEntry(import.meta.url, './keeper'),
      prints: true,
      // A signal to the daemon's process group must not reach the keeper, which has to end the server.
      detached: true,
      onProgress: onLine,
    });
    const keeperEnded = (how: string): Error => new Error(`its keeper ended: ${how}`);
    this.ended = this.#keeper.ask(order, { ended: keeperEnded }).then(inWords, (error) => ({
      how: messageOf(error),
      isMissing: false,
    }));
    void this.ended.then(() => this.end());
  }

  /** Ends the server, by SIGKILL if SIGTERM does not help, and waits until it has ended. */
  async end(): Promise<void> {
    await this.#keeper.disconnect();
  }
}

function inWords({ how, lastLines, isMissing }: Ending): ServerEnd {
  const said = lastLines.length === 0 ? '' : `; it said: ${lastLines.join(' | ')}`;
  return { how: `${how}${said}`, isMissing };
}
