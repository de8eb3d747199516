/**
 * Keeps a model server for the daemon: a process of its own that starts the server and ends it when
 * the channel to the daemon closes, which the system does however the daemon ends. So a daemon that is
 * killed leaves no model on the graphics card.
 */
import { stripVTControlCharacters } from 'node:util';
import { messageOf } from '../../errors.ts';
import { type CommandProcess, startCommand } from '../../process/command.ts';
import type { Order, Report } from './messages.ts';

/** A progress bar is written anew ten times a second; so often one of its states is passed on, in ms. */
const TELL_EVERY_MS = 500;

/** Of what the server printed last, its end is told with so many lines. */
const LAST_LINES = 5;

/** In characters. */
const LONGEST_LINE = 200;

let server: Promise<CommandProcess> | undefined;
let lastLines: string[] = [];
let toldAt = Number.NEGATIVE_INFINITY;

async function keep(order: Order): Promise<void> {
  server = startCommand({ ...order, onOutput: said });
  const how = await server.then(({ ended }) => ended, messageOf);
  report({ kind: 'ended', how, lastLines });
}

function said(text: string): void {
  const lines = stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map((line) =>
      line
        .replace(/\p{Cc}/gu, ' ')
        .trim()
        .slice(0, LONGEST_LINE),
    )
    .filter((line) => line !== '');
  lastLines = [...lastLines, ...lines].slice(-LAST_LINES);
  const line = lines.at(-1);
  if (line !== undefined && performance.now() - toldAt > TELL_EVERY_MS) {
    toldAt = performance.now();
    report({ kind: 'said', line });
  }
}

async function end(): Promise<void> {
  try {
    await (await server)?.end();
  } finally {
    process.exit(0);
  }
}

function report(message: Report): void {
  process.send?.(message, undefined, undefined, () => {
    // A report that cannot be sent has nobody to go to; 'disconnect' ends this process.
  });
}

// A log on a full disk costs its lines, not the server.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.once('disconnect', () => void end());
// The daemon decides when the server ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {});
}
process.once('message', (order: Order) => void keep(order));
