import { capitalized, VlogDescribeError } from '../errors.ts';

export class ModelKeepsEndingError extends VlogDescribeError {
  static override readonly code = 'MODEL_KEEPS_ENDING';
  constructor(what: string, times: number, how: string) {
    super(
      `${capitalized(what)} ended ${times} times in a row without describing a clip, the last time with: ${how}.`,
    );
  }
}

export class InterruptedError extends VlogDescribeError {
  static override readonly code = 'INTERRUPTED';
  constructor(signal: string) {
    super(`Ended by ${signal}.`);
  }
}
