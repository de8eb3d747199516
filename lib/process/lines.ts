import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** In characters: of a line that does not end, no more is kept. */
const LONGEST_LINE = 4096;

/** Called with each line, and with what there is of one that goes on: dots may be all that a program prints for minutes. */
export type OnLine = (line: string, isWhole: boolean) => void;

/**
 * Makes lines of what a program prints, which arrives in pieces with borders anywhere, also within a character. A
 * carriage return ends a line too: progress bars are redrawn with it. Control characters and blank lines are left out.
 */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: OnLine;
  #begun = '';

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    this.#read(this.#decoder.write(chunk));
  }

  /** Of a program that has ended, the last line may lack its end. */
  end(): void {
    this.#read(`${this.#decoder.end()}\n`);
  }

  #read(text: string): void {
    const lines = text.split(/[\r\n]/);
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#emit(this.#begun + line, true);
      this.#begun = '';
    }
    this.#begun = (this.#begun + rest).slice(0, LONGEST_LINE);
    this.#emit(this.#begun, false);
  }

  #emit(raw: string, isWhole: boolean): void {
    const line = stripVTControlCharacters(raw.slice(0, LONGEST_LINE))
      .replace(/\p{Cc}/gu, ' ')
      .trim();
    if (line !== '') {
      this.#onLine(line, isWhole);
    }
  }
}
