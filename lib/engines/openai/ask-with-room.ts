import type { Log } from '../../util/log.ts';
import type { Correction, Reply } from '../answer/ask.ts';
import { ContextTooSmallError } from '../errors.ts';
import { type ClipRequest, type FittedQuestion, fitQuestion } from './fit-question.ts';
import { ContextFull, FramesRefused } from './no-room.ts';
import type { Server } from './server.ts';

/** After so many refusals, what the server says of its limits is no longer believed: half as many frames are shown. */
const MOST_BELIEVED = 3;

export type Asking = {
  filename: string;
  temperature: number;
  /** How long one answer may take. */
  seconds: number;
  /** Whether nothing else of ours is under way on the server. */
  isAlone: () => boolean;
  log: Log;
  signal: AbortSignal;
};

/**
 * Asks a server about a clip, with as many frames as it has room for. Its budget decides; what the server then counts or
 * refuses corrects the budget for the next clip, so that only the first of a server that does not tell its context is
 * asked about several times.
 *
 * @throws ContextTooSmallError when one frame is too much
 * @throws ContextFull when fewer clips at the same time may help
 * @throws ModelServerError
 */
export async function askWithRoom(
  server: Server,
  request: ClipRequest,
  correction: Correction | undefined,
  asking: Asking,
): Promise<Reply> {
  const { budget } = server;
  const { filename, log } = asking;
  let sent = correction;
  let most = request.frameCount;
  let wasRefused = false;
  for (let tries = 1; ; tries++) {
    const fitted = fitQuestion(budget, request, sent, most);
    const { shown, tokens } = fitted;
    const outcome = await ask(server, fitted, asking);
    const counted =
      outcome instanceof FramesRefused
        ? outcome.promptTokens
        : budget.believed(outcome.tokens?.in ?? 0);
    if (outcome instanceof FramesRefused) {
      budget.learnLimits(outcome.contextTokens, outcome.mostFrames);
    }
    if (budget.isKnown) {
      budget.counts.learn(fitted.question, request.pictureSize, fitted.correction, counted ?? 0);
    }
    let refusal: FramesRefused;
    if (outcome instanceof FramesRefused) {
      refusal = outcome;
      wasRefused ||= !outcome.saysHowMuch;
    } else {
      const reply = withCutOff(outcome, fitted, request);
      budget.learnAnswer(reply.tokens?.out ?? 0, reply.cutOff === 'context');
      if (reply.cutOff !== 'context' || shown.length <= 1) {
        if (wasRefused) {
          budget.learnLongest(tokens);
        }
        return { ...reply, ...(shown.length < request.frameCount && { framesShown: [...shown] }) };
      }
      // Where the context is known, its budget has learned how much an answer takes.
      refusal = new FramesRefused('the answer met the end of the context', {
        promptTokens: budget.isKnown ? counted : undefined,
      });
    }
    if (fitted.correction !== undefined && fitted.correction.answer !== '') {
      // What went wrong is worth less than frames.
      sent = { ...fitted.correction, answer: '' };
      continue;
    }
    if (shown.length <= 1) {
      throw new ContextTooSmallError(filename, server.model, refusal.message);
    }
    const isBelieved = tries < MOST_BELIEVED && refusal.saysHowMuch;
    most = isBelieved ? shown.length - 1 : Math.floor(shown.length / 2);
    log(`${filename}: asked again with fewer than ${shown.length} frames: ${refusal.message}`);
  }
}

async function ask(
  server: Server,
  { question, correction, answerTokens }: FittedQuestion,
  { temperature, seconds, isAlone, signal }: Asking,
): Promise<Reply | FramesRefused> {
  try {
    return await server.complete(
      { ...question, maxTokens: answerTokens, temperature, correction },
      seconds,
      signal,
    );
  } catch (error) {
    if (error instanceof ContextFull && isAlone()) {
      return new FramesRefused(error.message);
    }
    if (error instanceof FramesRefused) {
      return error;
    }
    throw error;
  }
}

/** An answer that was given less than was asked for met the end of the context. */
function withCutOff(reply: Reply, { answerTokens }: FittedQuestion, request: ClipRequest): Reply {
  return reply.cutOff === 'max_tokens' && answerTokens < request.answerTokens
    ? { ...reply, cutOff: 'context' }
    : reply;
}
