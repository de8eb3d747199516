/** How many lines are reported of a server that has ended. */
const MOST_LINES = 5;

/** Of these, how many are the first errors: the cause is named first, and then everything that failed for it. */
const FIRST_LINES = 3;

/** In characters; longer lines are cut. */
const LONGEST_LINE = 200;

/** Of more error lines than these, only the first and the last are kept. */
const MOST_KEPT = 50;

/** llama-server's: the time since its start, and a letter for the level. */
const LLAMA_PREFIX = /^\d+(?:\.\d{2,3}){3} ([A-Z]) /;

/**
 * `error: …` of llama.cpp's command line, `ERROR 11-26 …` of vLLM, `RuntimeError: …` at the end of a Python traceback,
 * and what programs say without a level.
 */
const ERROR =
  /^(?:error|fatal|panic)\b|\b(?:ERROR|CRITICAL|FATAL)\b|\b[A-Z]\w*(?:Error|Exception)\b|out of memory|no module named|not found|cannot |could ?n[o']t |failed to/i;

/** Keeps what of a server's lines tells why it ended. */
export class LastWords {
  #errors: string[] = [];
  #lines: string[] = [];

  add(raw: string): void {
    const level = LLAMA_PREFIX.exec(raw)?.[1];
    const line = raw.replace(LLAMA_PREFIX, '').slice(0, LONGEST_LINE);
    this.#lines = [...this.#lines, line].slice(-MOST_LINES);
    const isError = level === undefined ? ERROR.test(line) : level === 'E';
    if (isError && !this.#errors.includes(line)) {
      this.#errors.push(line);
      if (this.#errors.length > MOST_KEPT) {
        this.#errors.splice(FIRST_LINES, 1);
      }
    }
  }

  /** The errors; without any, the last lines. */
  get lines(): string[] {
    const errors = this.#errors;
    if (errors.length === 0) {
      return this.#lines;
    }
    return errors.length <= MOST_LINES
      ? errors
      : [...errors.slice(0, FIRST_LINES), ...errors.slice(FIRST_LINES - MOST_LINES)];
  }
}
