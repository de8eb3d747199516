import { printable } from './util/printable.ts';

/** Whose failure it is: one clip's, and the others can go on, or the whole run's. */
export type ErrorScope = 'clip' | 'run';

/** What there is to know of a kind of failure before it happens; `status` is HTTP's. */
export type ErrorKind = { readonly code: string; readonly status: number };

/** An error on its way to another process. */
export type ErrorJson = {
  code: string;
  scope: ErrorScope;
  status: number;
  message: string;
  /** Only of a failure that nobody expected. */
  stack?: string | undefined;
};

/** The code of a failure that nobody expected. */
const INTERNAL = 'INTERNAL';

/** On every error of ours, also of another copy of this package in the same process. */
const BRAND = Symbol.for('gulp-vlog-describe.error');

/**
 * One class per failure, each with a stable `code`. The message is the one line a user reads: it
 * names the file, key or process concerned, what was expected, and what to do.
 *
 * `instanceof` goes by the code, so it also holds for an error that came from another process.
 */
export abstract class VlogDescribeError extends Error {
  static readonly code: string = INTERNAL;
  static readonly scope: ErrorScope = 'run';
  /** The HTTP status with which the daemon answers. */
  static readonly status: number = 500;

  readonly code: string;
  /** Whose failure it is: one clip's, and the others can go on, or the whole run's. */
  readonly scope: ErrorScope;
  readonly status: number;

  /** @param lines one, or several; names of files in them may hold anything */
  constructor(lines: string | readonly string[], options?: ErrorOptions) {
    super([lines].flat().map(printable).join('\n'), options);
    ({ code: this.code, scope: this.scope, status: this.status } = new.target);
  }

  /** Whether errors are printed with their stacks; `--verbose` asks for it. */
  static showStacks = false;

  /** For gulp-notify and gulp-plumber, which print whose error it is, and the file concerned. */
  readonly plugin = 'gulp-vlog-describe';
  readonly fileName?: string | undefined;

  /** gulp prints `toString()` of errors that carry this property, else the whole stack. */
  readonly showStack = VlogDescribeError.showStacks;

  static override readonly [Symbol.hasInstance] = isInstance;

  /** An error of another process, as its `toJSON()` told of it. */
  static fromJSON(json: ErrorJson): VlogDescribeError {
    return new ReceivedError(json);
  }

  get [BRAND](): true {
    return true;
  }

  override get name(): string {
    return this.constructor.name;
  }

  override toString(): string {
    return this.showStack && this.stack ? this.stack : this.message;
  }

  toJSON(): ErrorJson {
    const { code, scope, status, message, stack } = this;
    return { code, scope, status, message, ...(code === INTERNAL && { stack }) };
  }
}

/** An error of another process. */
class ReceivedError extends VlogDescribeError {
  override readonly code: string;
  override readonly scope: ErrorScope;
  override readonly status: number;
  constructor({ code, scope, status, message, stack }: ErrorJson) {
    super(message.split('\n'));
    this.code = code;
    this.scope = scope;
    this.status = status;
    this.stack = stack ?? `${code}: ${message}`;
  }
}

/** What nobody expected: a fault of this package, never the clip's. */
export class InternalError extends VlogDescribeError {
  static override readonly code = INTERNAL;
  static override readonly scope = 'clip';
  /**
   * @param subject the clip, or whatever else was on hand
   * @param logFile where the stack is to be found
   */
  constructor(subject: string, logFile: string, cause: unknown) {
    super(
      `${subject}: an internal error of gulp-vlog-describe, no fault of the clip. Details are in ` +
        `${logFile}; please report it with them.`,
      { cause },
    );
    this.stack = stackOf(cause);
  }
}

/** Anything that was thrown, for its way to another process. */
export function toErrorJson(error: unknown): ErrorJson {
  return isBranded(error)
    ? error.toJSON()
    : {
        code: INTERNAL,
        scope: 'clip',
        status: 500,
        message: messageOf(error),
        stack: stackOf(error),
      };
}

/** Whether a failure is one that has a class of its own. */
export function isExpected(error: unknown): error is VlogDescribeError {
  return isBranded(error) && error.code !== INTERNAL;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What `instanceof` asks; a class without a code of its own is asked for by its prototype alone. */
function isInstance(this: object, value: unknown): boolean {
  return (
    Function.prototype[Symbol.hasInstance].call(this, value) ||
    (isBranded(value) &&
      (this === VlogDescribeError ||
        ('code' in this && Object.hasOwn(this, 'code') && this.code === value.code)))
  );
}

function stackOf(error: unknown): string {
  return (error instanceof Error && error.stack) || String(error);
}

function isBranded(error: unknown): error is VlogDescribeError {
  return typeof error === 'object' && error !== null && BRAND in error;
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

/** Whether a failure is that of one clip, also when another copy of this package has thrown it. */
export function isClipFailure(error: unknown): error is VlogDescribeError {
  return isBranded(error) && error.scope === 'clip';
}
