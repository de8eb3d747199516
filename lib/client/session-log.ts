import { appendFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../errors.ts';
import type { Log } from '../util/log.ts';
import { makeFolder } from '../util/make-folder.ts';

/**
 * Also writes each line to a file: `daemon_start.log` holds the last start, `daemon_stop.log` the
 * last stop. If the file cannot be written that is logged once, and nothing fails.
 */
export function sessionLog(file: string, log: Log): Log {
  let append = (line: string): void => {
    makeFolder(dirname(file));
    writeFileSync(file, line);
    append = (next) => appendFileSync(file, next);
  };
  return (line) => {
    log(line);
    try {
      append(`${new Date().toISOString()} ${line}\n`);
    } catch (error) {
      append = () => {};
      log(`Cannot keep ${file}: ${messageOf(error)}`);
    }
  };
}
