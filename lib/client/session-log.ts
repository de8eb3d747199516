import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../errors.ts';
import type { Log } from '../util/log.ts';

/**
 * Keeps what is said in a log of its own as well: `daemon_start.log` tells of the last start,
 * `daemon_stop.log` of the last stop. Where it cannot be kept that is said, once, and all goes on.
 */
export function sessionLog(file: string, say: Log): Log {
  let keep = (line: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, line);
    keep = (next) => appendFileSync(file, next);
  };
  return (line) => {
    say(line);
    try {
      keep(`${new Date().toISOString()} ${line}\n`);
    } catch (error) {
      keep = () => {};
      say(`Cannot keep ${file}: ${messageOf(error)}`);
    }
  };
}
