// A full disk costs the log its lines, not the runs their daemon.
process.stdout.on('error', () => {});

/** One line in the daemon's log, which is what the daemon prints. */
export function log(message: string): void {
  process.stdout.write(`${new Date().toISOString()} ${message}\n`);
}
