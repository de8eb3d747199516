/**
 * Keeps a model server for the daemon: a process of its own that starts the server and ends it when
 * the channel to the daemon closes, which the OS does however the daemon ends. So a daemon that is
 * killed leaves no model on the graphics card.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, messageOf } from '../../errors.ts';
import { type CommandProcess, startCommand } from '../../process/command.ts';
import { serve } from '../../process/worker.ts';
import { LastWords } from './last-words.ts';
import type { Ending, Order } from './messages.ts';

/** Least time between two lines that are passed on, in ms: a progress bar is redrawn ten times a second. */
const TELL_INTERVAL_MS = 500;

/** In characters; longer lines are cut. */
const LONGEST_LINE = 200;

/**
 * How long the last lines of a server that has ended are waited for, in ms: they may arrive after its end, and a
 * process that it has left behind may hold its output open.
 */
const LAST_LINES_MS = 100;

/** A shell's exit code for a program that it does not find. */
const NOT_FOUND = 'exit code 127';

let server: Promise<CommandProcess> | undefined;

async function end(): Promise<void> {
  try {
    await (await server)?.end();
  } finally {
    process.exit(0);
  }
}

// A log on a full disk costs its lines, not the server.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

serve<Order, Ending, string>(
  async (order, { tell }) => {
    const lastWords = new LastWords();
    let reportedAt = Number.NEGATIVE_INFINITY;
    const onLine = (line: string, isWhole: boolean): void => {
      if (isWhole) {
        lastWords.add(line);
      }
      if (performance.now() - reportedAt > TELL_INTERVAL_MS) {
        reportedAt = performance.now();
        tell(line.slice(0, LONGEST_LINE));
      }
    };
    server = startCommand({ ...order, onLine });
    try {
      const how = await (await server).ended;
      await sleep(LAST_LINES_MS);
      return { how, lastLines: lastWords.lines, isMissing: how === NOT_FOUND };
    } catch (error) {
      return { how: messageOf(error), lastLines: [], isMissing: hasCode(error, 'ENOENT') };
    }
  },
  () => void end(),
);
