import { TRANSCRIPT_TOKENS } from '../../prompt/quotation.ts';
import type { Correction } from '../answer/ask.ts';
import type { ClipQuestion } from '../answer/question.ts';
import { subsample } from '../answer/subsample.ts';
import type { Budget } from './budget.ts';

/** A clip that is to be asked about, in the size that there is room for. */
export type ClipRequest = {
  frameCount: number;
  /** Of one frame, such as `298x168`. */
  pictureSize: string;
  /** @param transcriptTokens what the transcript may take, by estimate */
  build(shown: readonly number[], transcriptTokens: number): ClipQuestion;
  /** As asked for. */
  answerTokens: number;
};

/** What of it is asked. */
export type FittedQuestion = {
  question: ClipQuestion;
  /** Indices of the clip's frames. */
  shown: readonly number[];
  correction: Correction | undefined;
  /** Tokens of the question, by estimate, and of the answer at most. */
  tokens: number;
  answerTokens: number;
};

/**
 * What of a clip fits. What went wrong with an answer is worth less than frames, and a whole transcript too. One frame is
 * always shown, for the server to refuse.
 *
 * @param most frames, when the server has refused more
 */
export function fitQuestion(
  budget: Budget,
  request: ClipRequest,
  correction: Correction | undefined,
  most = request.frameCount,
): FittedQuestion {
  const limit = budget.questionTokens(request.answerTokens);
  const count = Math.min(most, request.frameCount, budget.mostFrames);
  const frames = Array.from({ length: request.frameCount }, (_, index) => index);
  const of = (shown: number, transcript: number, sent: Correction | undefined): FittedQuestion => {
    const chosen = shown < frames.length ? subsample(frames, shown) : frames;
    return fitted(budget, request, chosen, transcript, sent);
  };

  const whole = of(count, TRANSCRIPT_TOKENS, correction);
  if (whole.tokens <= limit) {
    return whole;
  }
  const brief = correction && { ...correction, answer: '' };
  const all = of(count, budget.transcriptTokens, brief);
  if (all.tokens <= limit || count <= 1) {
    return all;
  }
  const one = of(1, budget.transcriptTokens, brief);
  const each = Math.max(1, (all.tokens - one.tokens) / (count - 1));
  const more = Math.max(0, Math.ceil((limit - one.tokens) / each));
  // The labels of frames are not all of one length, so this may be one or two too many.
  for (let frames = Math.min(count - 1, 1 + more); frames > 1; frames--) {
    const fitting = of(frames, budget.transcriptTokens, brief);
    if (fitting.tokens <= limit) {
      return fitting;
    }
  }
  return one;
}

function fitted(
  budget: Budget,
  { pictureSize, build, answerTokens }: ClipRequest,
  shown: readonly number[],
  transcriptTokens: number,
  correction: Correction | undefined,
): FittedQuestion {
  const question = build(shown, transcriptTokens);
  const tokens = budget.counts.question(question, pictureSize, correction);
  return {
    question,
    shown,
    correction,
    tokens,
    answerTokens: budget.answerTokens(answerTokens, tokens),
  };
}
