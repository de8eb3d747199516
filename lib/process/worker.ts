/**
 * For a process that works for the one that started it, over a channel: it lives by that channel
 * alone, however the other end goes.
 */
export function liveByChannel(): void {
  // It may sit in a native call on another thread, for which exit() would wait.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C, and what ends a service, go to all processes of a group. Whoever started this one may
  // want the clip on hand to be finished, and ends it by closing the channel.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {});
  }
}

/** Sends a message to the process that started this one. */
export function report(message: object): void {
  process.send?.(message, undefined, undefined, () => {
    // A report that cannot be sent has nobody to go to; 'disconnect' ends this process.
  });
}
