import type { Ora } from 'ora';
import { interruption } from '../process/interrupt.ts';
import { printable } from '../util/printable.ts';
import { aroundLines, isShown, log } from './log.ts';

/** ora colours its spinner whatever NO_COLOR says (https://no-color.org). */
const PLAIN = { color: false } as const;

/** What ora puts before the text, and the last column, which some terminals break after. */
const MARGIN = 3;

/** Of more clips than these, not each gets a line where nobody watches: each tenth of them does. */
const MOST_LINES = 100;

/** How far a run is with its clips. */
export type ProgressCounts = {
  readonly total: number;
  /** Those that failed among them. */
  readonly done: number;
  readonly failed: number;
  /** Names of those that are being worked on. */
  readonly current: ReadonlySet<string>;
};

/**
 * Shows how far a run is. On a terminal it is one line, kept below gulp's log; elsewhere, or when
 * `CI` is set, a line for each clip that was described, or of many clips for each tenth of them.
 */
export class Progress {
  readonly #counts: ProgressCounts;
  readonly #what: string;
  #line: Ora | undefined;
  #drawing: NodeJS.Timeout | undefined;
  #stopped = false;
  #unwatchLog: () => void = () => {};
  #begun = 0;
  #tenths = 0;

  /** @param what is counted, where it is not the clips themselves: comes before the count */
  constructor(counts: ProgressCounts, what = '') {
    this.#counts = counts;
    this.#what = what;
  }

  /** Begins to draw, if there is somebody to see it. */
  async start(): Promise<void> {
    const { stdout } = process;
    if (!stdout.isTTY || !isShown()) {
      return;
    }
    // Most runs that nobody watches can do without them.
    const [{ default: ora }, { default: cliTruncate }, { default: prettyMs }] = await Promise.all([
      import('ora'),
      import('cli-truncate'),
      import('pretty-ms'),
    ]);
    const text = (): string => {
      const timeLeft = (ms: number): string =>
        prettyMs(ms, { unitCount: 2, secondsDecimalDigits: 0 });
      return cliTruncate(this.#parts(timeLeft).join(' · '), Math.max(1, stdout.columns - MARGIN));
    };
    // It must see keys like Ctrl-C as the terminal sends them.
    const line = ora({ stream: stdout, discardStdin: false, ...(process.env.NO_COLOR && PLAIN) });
    if (!line.isEnabled || this.#stopped) {
      return;
    }
    this.#begun = performance.now();
    this.#line = line;
    // ora divides by the width, which is 0 on a terminal without a size (script, expect, ssh -tt)
    // and may become 0 at any resize: it would clear an endless number of lines.
    const drawIfWide = (): void => {
      if (stdout.columns > 0) {
        line.start(text());
      } else {
        line.stop();
      }
    };
    drawIfWide();
    this.#drawing = setInterval(drawIfWide, line.interval);
    stdout.on('resize', drawIfWide);
    // Between the two pieces of a line of gulp's, ora would go back to where the line begins.
    const stopAroundLines = aroundLines(() => line.stop(), drawIfWide);
    this.#unwatchLog = () => {
      stopAroundLines();
      stdout.off('resize', drawIfWide);
    };
    interruption.addEventListener('abort', () => this.stop(), { once: true });
  }

  /** Logs a clip that was described, where there is no line. */
  described(what: string): void {
    if (this.#counts.total > MOST_LINES) {
      this.logTenth();
    } else if (!this.#line?.isSpinning) {
      log(what);
    }
  }

  /** Logs each tenth of many clips, where there is no line. */
  logTenth(): void {
    const { done, total } = this.#counts;
    if (this.#line?.isSpinning || total <= MOST_LINES) {
      return;
    }
    const tenths = Math.floor((done * 10) / total);
    if (tenths > this.#tenths) {
      this.#tenths = tenths;
      log(`${this.#what}${done} of ${total} clips, ${tenths * 10} %`);
    }
  }

  /** Removes the line. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#drawing);
    this.#unwatchLog();
    this.#line?.stop();
  }

  /** `12 of 340 · 2.1 s/clip · 11m 30s left · 1 failed · beach.mp4, harbour.mp4`, as far as there is room. */
  #parts(timeLeft: (ms: number) => string): string[] {
    const { done, failed, current, total } = this.#counts;
    const parts = [`${this.#what}${done} of ${total}`];
    if (done > 0) {
      const each = (performance.now() - this.#begun) / done;
      parts.push(rate(each), `${timeLeft(each * (total - done))} left`);
    }
    if (failed > 0) {
      parts.push(`${failed} failed`);
    }
    if (current.size > 0) {
      parts.push([...current].map(printable).join(', '));
    }
    return parts;
  }
}

function rate(msPerClip: number): string {
  return msPerClip < 1000
    ? `${(1000 / msPerClip).toFixed(1)} clips/s`
    : `${(msPerClip / 1000).toFixed(1)} s/clip`;
}
