import type { EventEmitter } from 'node:events';
import gulplog from 'gulplog';
import { printable } from '../util/printable.ts';

// Its types do not say so, but it is an emitter, to which gulp listens.
const logger = gulplog as unknown as EventEmitter;

/** Writes a line to gulp's log. */
export function log(line: string): void {
  gulplog.info(printable(line));
}

/** Writes a line that a person should not overlook. */
export function warn(line: string): void {
  gulplog.warn(line.split('\n').map(printable).join('\n'));
}

const LEVELS = ['debug', 'info', 'warn', 'error'];

/**
 * Calls `before` and `after` around each line of gulp's log, which gulp writes in two pieces.
 *
 * @returns ends it
 */
export function aroundLines(before: () => void, after: () => void): () => void {
  for (const level of LEVELS) {
    logger.prependListener(level, before);
    logger.on(level, after);
  }
  return () => {
    for (const level of LEVELS) {
      logger.off(level, before);
      logger.off(level, after);
    }
  };
}

/** Whether the log is shown: gulp shows it unless it runs with `--silent` or `-LL`. */
export function isShown(): boolean {
  return logger.listenerCount('info') > 0;
}
