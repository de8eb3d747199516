import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Say } from './ready.ts';

/**
 * Keeps what is said in a log of its own as well: `daemon_start.log` tells of the last start,
 * `daemon_stop.log` of the last stop.
 */
export function keepStory(file: string, say: Say): Say {
  let begun = false;
  return (line) => {
    say(line);
    if (!begun) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
      begun = true;
    }
    appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
  };
}
