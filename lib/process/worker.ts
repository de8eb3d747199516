/** The child's side of {@link WorkerHost}. */
import { setImmediate } from 'node:timers/promises';
import { type ErrorJson, toErrorJson } from '../errors.ts';

/** What a worker is told: one order at a time, or to cancel the one it is on. */
export type ToWorker<Order> = { kind: 'order'; order: Order } | { kind: 'cancel' };

/** What it tells: signs of life and progress while it works, then one result for each order. */
export type FromWorker<Result, Progress> =
  | { kind: 'alive' }
  | { kind: 'progress'; progress: Progress }
  | { kind: 'done'; result: Result; rssBytes: number }
  | { kind: 'failed'; error: ErrorJson; rssBytes: number };

/** What a worker can do while it is on an order. */
export type Task<Progress> = {
  tell(progress: Progress): void;
  /** @throws when the order was cancelled */
  throwIfCancelled(): void;
  /**
   * Called often by work that blocks the event loop: now and then lets messages in and says that it is
   * alive.
   *
   * @throws when the order was cancelled
   */
  checkpoint(): Promise<void>;
};

/** In ms of work on end, after which messages are let in. */
const CHECKPOINT_MS = 100;

/**
 * Makes this process a worker of the one that started it. It lives by the channel to that process
 * alone, which the OS closes however that process ends.
 *
 * @param onDisconnect ends this process; by default at once
 */
export function serve<Order, Result, Progress = never>(
  work: (order: Order, task: Task<Progress>) => Promise<Result>,
  // exit() would wait for a native call on another thread.
  onDisconnect: () => void = () => process.kill(process.pid, 'SIGKILL'),
): void {
  let cancelled = false;
  let pausedAt = 0;
  const report = (message: FromWorker<Result, Progress>): void => {
    process.send?.(message, undefined, undefined, () => {
      // A message that cannot be sent has no receiver; 'disconnect' ends this process.
    });
  };
  const throwIfCancelled = (): void => {
    if (cancelled) {
      throw new Error('cancelled');
    }
  };
  const task: Task<Progress> = {
    tell: (progress) => report({ kind: 'progress', progress }),
    throwIfCancelled,
    checkpoint: async () => {
      if (performance.now() - pausedAt < CHECKPOINT_MS) {
        return;
      }
      report({ kind: 'alive' });
      await setImmediate();
      throwIfCancelled();
      pausedAt = performance.now();
    },
  };
  const run = async (order: Order): Promise<void> => {
    cancelled = false;
    pausedAt = performance.now();
    try {
      const result = await work(order, task);
      report({ kind: 'done', result, rssBytes: process.memoryUsage.rss() });
    } catch (error) {
      report({ kind: 'failed', error: toErrorJson(error), rssBytes: process.memoryUsage.rss() });
    }
  };
  process.on('message', (message: ToWorker<Order>) => {
    if (message.kind === 'cancel') {
      cancelled = true;
    } else {
      void run(message.order);
    }
  });
  process.once('disconnect', onDisconnect);
  // Ctrl-C, and what ends a service or a terminal, goes to all processes of a group. The host may
  // want the order finished, and ends this process by closing the channel.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {});
  }
  report({ kind: 'alive' });
}
