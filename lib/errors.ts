import { printable } from './util/printable.ts';

/** Whose failure it is: one clip's, and the others can go on, or the whole run's. */
export type ErrorScope = 'clip' | 'run';

/**
 * One class per failure, each with a stable `code`. The message is the one line a user reads: it
 * names the file, key or process concerned, what was expected, and what to do.
 */
export abstract class VlogDescribeError extends Error {
  abstract readonly code: string;
  /** Whose failure it is: one clip's, and the others can go on, or the whole run's. */
  readonly scope: ErrorScope = 'run';

  /** @param lines one, or several; names of files in them may hold anything */
  constructor(lines: string | readonly string[], options?: ErrorOptions) {
    super([lines].flat().map(printable).join('\n'), options);
  }

  /** Whether errors are printed with their stacks; `--verbose` asks for it. */
  static showStacks = false;

  /** gulp prints `toString()` of errors that carry this property, else the whole stack. */
  readonly showStack = VlogDescribeError.showStacks;

  override get name(): string {
    return this.constructor.name;
  }

  override toString(): string {
    return this.showStack && this.stack ? this.stack : this.message;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error is the system's, or a library's, of one of these codes: `ENOENT`, say. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    codes.includes(error.code)
  );
}

export function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** A failure of one clip, with which the others can go on. */
export type ClipFailure = VlogDescribeError & { readonly scope: 'clip' };

/** Whether a failure is that of one clip. */
export function isClipFailure(error: unknown): error is ClipFailure {
  return error instanceof VlogDescribeError && error.scope === 'clip';
}
