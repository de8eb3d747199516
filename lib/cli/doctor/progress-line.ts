import { printable } from '../../util/printable.ts';

/** Pause between two drawings, in ms: the seconds go on. */
const REDRAW_MS = 1000;

/** What a check waits for, in the last line of a terminal. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #isShown: boolean;
  #timer: NodeJS.Timeout | undefined;
  #begun = 0;
  #text = '';

  constructor(stream: NodeJS.WriteStream, isWanted: boolean) {
    this.#stream = stream;
    this.#isShown = isWanted && stream.isTTY && process.env.TERM !== 'dumb';
  }

  start(name: string): void {
    this.#begun = performance.now();
    this.#text = name;
    if (this.#isShown) {
      this.#draw();
      this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    }
  }

  show(name: string, what: string): void {
    this.#text = printable(`${name}: ${what}`);
    if (this.#isShown) {
      this.#draw();
    }
  }

  /** Removes the line. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#isShown) {
      this.#stream.write('\r\u001b[2K');
    }
  }

  #draw(): void {
    const seconds = Math.round((performance.now() - this.#begun) / 1000);
    const text = seconds === 0 ? this.#text : `${seconds} s  ${this.#text}`;
    // The last column is left free, which some terminals break after. Without a width nothing is safe.
    this.#stream.write(`\r\u001b[2K${text.slice(0, Math.max(0, this.#stream.columns - 1))}`);
  }
}
