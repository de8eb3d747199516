import { printable } from '../util/printable.ts';
import { log } from './log.ts';

/** Where nobody watches, unchanged words come again after so many calls. */
const QUIET_CALLS = 10;

/** Shows lines in the place of those before on a terminal; elsewhere in the log, when the first line has changed or some time has passed. */
export class Repainted {
  #shown = 0;
  #first = '';
  #calls = 0;

  async show(lines: readonly string[]): Promise<void> {
    const { stdout } = process;
    if (!stdout.isTTY || stdout.columns === 0) {
      if (lines[0] !== this.#first || ++this.#calls >= QUIET_CALLS) {
        lines.forEach(log);
        this.#calls = 0;
      }
      this.#first = lines[0] ?? '';
      return;
    }
    const { default: cliTruncate } = await import('cli-truncate');
    const fitting = lines.map((line) => cliTruncate(printable(line), stdout.columns - 1));
    // Up over the lines before, and clear to the end of the screen (ECMA-48: CUU, ED).
    const back = this.#shown > 0 ? `\u001b[${this.#shown}A\u001b[J` : '';
    stdout.write(`${back}${fitting.join('\n')}\n`);
    this.#shown = lines.length;
  }
}
