import { messageOf } from '../../errors.ts';
import { estimateTokens } from '../../prompt/tokens.ts';
import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import {
  ModelServerFailedError,
  ModelServerRefusedError,
  ModelWithoutVisionError,
} from './errors.ts';
import type { Counted } from './token-counts.ts';

/** A question for one word: what each clip's question begins with, and perhaps a picture. */
export type Trial = {
  instructions: string;
  /** Whether the instructions are a system message; else they begin the user's. */
  asSystem: boolean;
  picture: boolean;
};

/** What trials have shown. */
export type TrialResult = {
  /** Whether instructions may be a system message. */
  takesSystem: boolean;
  counted: Counted;
  /** Tokens of the trial with a picture, which is asked before the one without; 0 when the server does not count. */
  first: number;
};

/**
 * Tries whether the model says a word about a picture, whether its chat template has a place for a system message, and
 * how many tokens both take. Some templates fail on a system message (Gemma), some only beside pictures (Llama 3.2
 * Vision), and some leave it out, which shows in the number of tokens.
 *
 * @throws what `ask` throws when the model does not answer without one either
 */
export async function tryModel(
  instructions: string,
  log: Log,
  ask: (trial: Trial) => Promise<Reply>,
): Promise<TrialResult> {
  const asUser = async (why: string): Promise<TrialResult> => {
    log(`no place for a system message (${why}): the instructions begin each question instead`);
    const all = await ask({ instructions, asSystem: false, picture: true });
    const text = await ask({ instructions, asSystem: false, picture: false }).catch(refusalOnly);
    return resultOf(false, all, text);
  };
  const all = await ask({ instructions, asSystem: true, picture: true }).catch(refusalOnly);
  if (all instanceof Error) {
    return asUser(messageOf(all));
  }
  const text = await ask({ instructions, asSystem: true, picture: false }).catch(refusalOnly);
  const result = resultOf(true, all, text);
  const tokens = result.counted.instructions;
  return tokens > 0 && tokens < estimateTokens(instructions) / 2
    ? asUser(`${tokens} tokens read`)
    : result;
}

function resultOf(takesSystem: boolean, all: Reply, text: Reply | Error): TrialResult {
  const first = all.tokens?.in ?? 0;
  const without = text instanceof Error ? 0 : (text.tokens?.in ?? 0);
  // Without a picture there are fewer, or they were not counted.
  const isCounted = without > 0 && without < first;
  return {
    takesSystem,
    counted: isCounted
      ? { instructions: without, picture: first - without }
      : { instructions: 0, picture: 0 },
    first,
  };
}

/** Errors that may be the message's; others are thrown on. */
function refusalOnly(error: unknown): Error {
  if (
    error instanceof ModelServerRefusedError ||
    error instanceof ModelServerFailedError ||
    error instanceof ModelWithoutVisionError
  ) {
    return error;
  }
  throw error;
}
