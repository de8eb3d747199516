import type { Log } from '../../util/log.ts';
import type { ClipView, Tokens, Words } from '../engine.ts';
import { AnswerInvalidError, ContextTooSmallError } from '../errors.ts';
import { parseAnswer } from './parse.ts';

/** What a model answered. */
export type Reply = {
  text: string;
  /** What ended it too early, if it was: `describe.max_tokens`, or the end of the model's context. */
  cutOff?: 'max_tokens' | 'context';
  /** Whether the model spent its tokens on thinking, and then answered nothing. */
  onlyThought?: boolean;
  /** Indices of the clip's frames that the model was shown, when not all. */
  framesShown?: number[];
  tokens?: Tokens;
  /** What it took to send the question and to receive the answer, in s. */
  networkSeconds?: number;
};

/** An answer that could not be used, and what the model is told about it. */
export type Correction = { answer: string; request: string };

/** All that a correction adds to the question. */
export function correctionText({ answer, request }: Correction): string {
  return `${answer}\n${request}`;
}

/** How often a model is asked for one clip: once, and twice again with what was wrong. */
const TRIES = 3;

const ONLY_THOUGHT =
  'the model spent its tokens on thinking and answered nothing: use an instruct model, turn thinking off where the ' +
  'server is started (llama-server: --reasoning-budget 0), or raise describe.max_tokens';

/** In characters: of an answer that went wrong, so much goes into the log and back to the model. */
const LOGGED = 500;
const REPEATED = 4000;

/**
 * Asks a model until its answer can be used, at most three times; each time with what was wrong with
 * its last answer. After the last try an answer that lacks only what can be measured or left out is
 * accepted.
 *
 * @param ask called with the last answer's correction, if there was one
 * @throws AnswerInvalidError when no answer has a description and a name; whatever `ask` throws, unless it is that a
 *   correction does not fit the context and an earlier answer can be used
 */
export async function askForWords(
  ask: (correction: Correction | undefined) => Promise<Reply>,
  clip: Pick<ClipView, 'filename' | 'durationSeconds' | 'frames'>,
  log: Log,
): Promise<Words> {
  const spent: Tokens = { in: 0, out: 0 };
  let networkSeconds = 0;
  let best: { words: Words; problems: number } | undefined;
  let correction: Correction | undefined;
  let wrong = '';
  for (let tries = 1; tries <= TRIES; tries++) {
    const reply = await askUnlessUsable(ask, correction, best !== undefined);
    if (reply === undefined) {
      break;
    }
    const { text, cutOff, framesShown, onlyThought = false, tokens } = reply;
    spent.in += tokens?.in ?? 0;
    spent.out += tokens?.out ?? 0;
    networkSeconds += reply.networkSeconds ?? 0;
    const { words, problems } = parseAnswer(text, {
      durationSeconds: clip.durationSeconds,
      frameCount: framesShown?.length ?? clip.frames.length,
    });
    if (words !== undefined && problems.length < (best?.problems ?? Number.POSITIVE_INFINITY)) {
      best = { words: ofFrames(words, framesShown), problems: problems.length };
    }
    if (best?.problems === 0) {
      break;
    }
    if (cutOff !== undefined) {
      problems.unshift(
        `the answer was cut off by ${cutOff === 'context' ? 'the end of the context' : 'describe.max_tokens'}`,
      );
    }
    if (onlyThought) {
      problems.unshift(ONLY_THOUGHT);
    }
    wrong = problems.join('; ');
    log(
      `${clip.filename}: answer ${tries} of at most ${TRIES} is not as asked for (${wrong}): ` +
        JSON.stringify(text.slice(0, LOGGED)),
    );
    correction = {
      answer: text.slice(0, REPEATED),
      request: `That answer cannot be used: ${wrong}. Answer again with the whole JSON object${
        cutOff === undefined ? '' : ', with a much shorter description'
      } and nothing else.`,
    };
  }
  if (best === undefined) {
    throw new AnswerInvalidError(clip.filename, TRIES, wrong);
  }
  return {
    ...best.words,
    ...(spent.out > 0 && { tokens: spent }),
    ...(networkSeconds > 0 && { networkSeconds }),
  };
}

/** @returns `undefined` when there is no room for the correction, and an earlier answer can be used */
async function askUnlessUsable(
  ask: (correction: Correction | undefined) => Promise<Reply>,
  correction: Correction | undefined,
  hasUsable: boolean,
): Promise<Reply | undefined> {
  try {
    return await ask(correction);
  } catch (error) {
    if (hasUsable && error instanceof ContextTooSmallError) {
      return undefined;
    }
    throw error;
  }
}

/** The model numbers the frames that it was shown; the record numbers all. */
function ofFrames(words: Words, framesShown: number[] | undefined): Words {
  if (framesShown === undefined) {
    return words;
  }
  const { thumbnail: shown, ...said } = words.said ?? {};
  const thumbnail = shown === undefined ? undefined : framesShown[shown];
  return {
    ...words,
    framesShown,
    said: { ...said, ...(thumbnail !== undefined && { thumbnail }) },
  };
}
