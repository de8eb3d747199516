/**
 * Keeps a model server for the daemon: a process of its own that starts the server and ends it when
 * the channel to the daemon closes, which the OS does however the daemon ends. So a daemon that is
 * killed leaves no model on the graphics card.
 */
import { stripVTControlCharacters } from 'node:util';
import { messageOf } from '../../errors.ts';
import { type CommandProcess, startCommand } from '../../process/command.ts';
import { serve } from '../../process/worker.ts';
import type { Ending, Order } from './messages.ts';

/** Least time between two lines that are passed on, in ms: a progress bar is redrawn ten times a second. */
const TELL_INTERVAL_MS = 500;

/** How many of the last lines that the server printed are reported when it ends. */
const LAST_LINES = 5;

/** In characters; longer lines are cut. */
const LONGEST_LINE = 200;

let server: Promise<CommandProcess> | undefined;

async function end(): Promise<void> {
  try {
    await (await server)?.end();
  } finally {
    process.exit(0);
  }
}

function linesIn(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map((line) =>
      line
        .replace(/\p{Cc}/gu, ' ')
        .trim()
        .slice(0, LONGEST_LINE),
    )
    .filter((line) => line !== '');
}

// A log on a full disk costs its lines, not the server.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

serve<Order, Ending, string>(
  async (order, { tell }) => {
    let lastLines: string[] = [];
    let reportedAt = Number.NEGATIVE_INFINITY;
    const onOutput = (text: string): void => {
      const lines = linesIn(text);
      lastLines = [...lastLines, ...lines].slice(-LAST_LINES);
      const line = lines.at(-1);
      if (line !== undefined && performance.now() - reportedAt > TELL_INTERVAL_MS) {
        reportedAt = performance.now();
        tell(line);
      }
    };
    server = startCommand({ ...order, onOutput });
    const how = await server.then(({ ended }) => ended, messageOf);
    return { how, lastLines };
  },
  () => void end(),
);
