import type { EventEmitter } from 'node:events';
import gulplog from 'gulplog';
import { printable } from '../printable.ts';

/** Says a line in gulp's log. */
export function say(line: string): void {
  gulplog.info(printable(line));
}

/** Says a line that a person should not overlook. */
export function warn(line: string): void {
  gulplog.warn(line.split('\n').map(printable).join('\n'));
}

/** Whether anybody shows what is said: gulp does, unless it was told `--silent` or `-LL`. */
export function isHeard(): boolean {
  // Its types do not tell, but a logger of gulp is an emitter to which gulp listens.
  return (gulplog as unknown as EventEmitter).listenerCount('info') > 0;
}
