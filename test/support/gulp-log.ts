import gulplog from 'gulplog';

/** gulplog is an emitter, which its types do not say. */
const logger = gulplog as unknown as NodeJS.EventEmitter;

/** The lines that this process logs as gulp does, warnings too. */
export class GulpLog {
  readonly lines: string[] = [];
  readonly #listen = (line: string): void => {
    this.lines.push(line);
  };

  start(): void {
    this.lines.length = 0;
    logger.on('info', this.#listen).on('warn', this.#listen);
  }

  stop(): void {
    logger.off('info', this.#listen).off('warn', this.#listen);
  }
}
