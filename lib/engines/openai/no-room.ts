import type { Limits } from './refusal.ts';

/** More frames, or more tokens, than the model's context takes. */
export class FramesRefused extends Error {
  /** How many it takes, how long the request was, and how long it may be, as far as it says so. */
  readonly mostFrames: number | undefined;
  readonly promptTokens: number | undefined;
  readonly contextTokens: number | undefined;
  constructor(said: string, { mostFrames, promptTokens, contextTokens }: Limits = {}) {
    super(said);
    this.mostFrames = mostFrames;
    this.promptTokens = promptTokens;
    this.contextTokens = contextTokens;
  }

  /** Whether it tells how many frames fit. */
  get saysHowMuch(): boolean {
    return this.mostFrames !== undefined || this.promptTokens !== undefined;
  }
}

/** The context that the server's slots share has no room for this request beside the others. */
export class ContextFull extends Error {}
