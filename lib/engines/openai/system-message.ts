import { messageOf } from '../../errors.ts';
import { estimateTokens } from '../../prompt/tokens.ts';
import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import {
  ModelServerFailedError,
  ModelServerRefusedError,
  ModelWithoutVisionError,
} from './errors.ts';

/** A question for one word. */
export type Trial = { instructions?: string; picture: boolean };

/**
 * Tries whether the model says a word about a picture, and whether its chat template has a place for a system message.
 * Some fail on one (Gemma), some only beside pictures (Llama 3.2 Vision), and some leave it out, which shows in the
 * number of tokens.
 *
 * @returns whether instructions may be a system message
 * @throws what `ask` throws when the model does not answer without one either
 */
export async function takesSystemMessage(
  instructions: string,
  log: Log,
  ask: (trial: Trial) => Promise<Reply | undefined>,
): Promise<boolean> {
  const without = (why: string): false => {
    log(`no place for a system message (${why}): the instructions begin each question instead`);
    return false;
  };
  const all = await ask({ instructions, picture: true }).catch(refusalOnly);
  if (all instanceof Error) {
    await ask({ picture: true });
    return without(messageOf(all));
  }
  const text = await ask({ instructions, picture: false }).catch(refusalOnly);
  if (text instanceof Error) {
    return true;
  }
  const [withPicture = 0, tokens = 0] = [all?.tokens?.in, text?.tokens?.in];
  // Without a picture there are fewer, or they were not counted.
  const isCounted = tokens > 0 && tokens < withPicture;
  return isCounted && tokens < estimateTokens(instructions) / 2
    ? without(`${tokens} tokens read`)
    : true;
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
