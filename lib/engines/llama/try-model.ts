import { messageOf } from '../../errors.ts';
import type { ClipQuestion } from '../answer/question.ts';
import { ModelEndedError, ModelFailedError, ModelNotLoadedError } from '../errors.ts';
import { type ChatMessage, chatMessages } from '../openai/chat.ts';
import { greyJpeg } from '../openai/grey-jpeg.ts';
import type { ModelProcess } from './model-process.ts';

/** The smallest question that needs the model: one word about one small grey picture. */
const QUESTION: ClipQuestion = {
  instructions: 'Answer with one word.',
  content: ['Which colour is this?', greyJpeg(64, 64)],
};

/** Of a system message that is left out, none of its tokens are in the prompt; marks around it may be. */
const LEAST_TOKENS = 4;

/**
 * Tries whether the model says a word about a picture. Some chat templates fail on a system message, others leave it
 * out.
 *
 * @returns whether instructions may be a system message
 * @throws ModelNotLoadedError
 */
export async function tryModel(name: string, process: ModelProcess): Promise<boolean> {
  const ofForm = (takesSystem: boolean, instructions = QUESTION.instructions): ChatMessage[] =>
    chatMessages({ ...QUESTION, instructions, correction: undefined }, takesSystem);
  try {
    const takesSystem = await hasPlaceForSystem(process, ofForm(true), ofForm(false, ''));
    await process.ask({
      messages: ofForm(takesSystem),
      schema: { type: 'string' },
      maxTokens: 1,
      temperature: 0,
    });
    return takesSystem;
  } catch (error) {
    throw error instanceof ModelFailedError || error instanceof ModelEndedError
      ? new ModelNotLoadedError(name, `it says nothing about a picture (${messageOf(error)})`)
      : error;
  }
}

async function hasPlaceForSystem(
  process: ModelProcess,
  withSystem: ChatMessage[],
  without: ChatMessage[],
): Promise<boolean> {
  try {
    const [most, least] = [await process.count(withSystem), await process.count(without)];
    return most.text - least.text >= LEAST_TOKENS;
  } catch (error) {
    if (error instanceof ModelFailedError) {
      return false;
    }
    throw error;
  }
}
