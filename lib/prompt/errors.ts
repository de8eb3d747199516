import { VlogDescribeError } from '../errors.ts';

export class PromptInvalidError extends VlogDescribeError {
  static override readonly code = 'PROMPT_INVALID';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`describe.prompt_file ${file}: ${reason}`, options);
  }
}
