import type { Prompt } from '../../prompt/prompt.ts';
import type { ClipView } from '../engine.ts';
import { ANSWER_IN_WORDS } from './schema.ts';

/** A question about a clip, in the order in which a model reads it. */
export type ClipQuestion = {
  /** The same for all clips: role, rules and the form of the answer. */
  instructions: string;
  /** About this clip: texts, and pictures as JPEG files. It begins with a text. */
  content: (string | Uint8Array)[];
};

/** Comes last, so that neither a picture nor a quotation does. */
const REQUEST = 'Describe this clip with one JSON object of the form asked for, and nothing else.';

export function instructionsOf({ constant }: Prompt): string {
  return paragraphs(constant, ANSWER_IN_WORDS);
}

/**
 * @param shown indices of the clip's frames that the model is shown; it numbers them from 0
 * @param transcriptTokens what the transcript may take, by estimate; default 1500
 */
export function questionAbout(
  prompt: Prompt,
  clip: ClipView,
  shown: readonly number[],
  transcriptTokens?: number,
): ClipQuestion {
  const { durationSeconds, measured, cues } = clip;
  const frames = shown.map((index) => clip.frames[index]).filter((frame) => frame !== undefined);
  const frameTimes = frames.map(({ timestampSeconds }) => timestampSeconds);
  const { before, labels, after } = prompt.about({
    durationSeconds,
    frameTimes,
    measured,
    cues,
    ...(transcriptTokens !== undefined && { transcriptTokens }),
  });
  return {
    instructions: instructionsOf(prompt),
    content: [
      ...(before === '' ? [] : [before]),
      ...frames.flatMap(({ picture }, index) => {
        if (picture === undefined) {
          throw new Error('a frame without a picture, though the engine needs pictures');
        }
        // Some servers join the texts without a space.
        const lineBreak = index === 0 && before === '' ? '' : '\n';
        return [`${lineBreak}${labels[index]}`, picture.jpeg];
      }),
      `\n\n${paragraphs(after, REQUEST)}`,
    ],
  };
}

/** How many pictures a question has. */
export function pictureCount({ content }: Pick<ClipQuestion, 'content'>): number {
  return content.filter((part) => typeof part !== 'string').length;
}

/** Its texts about the clip, without the pictures. */
export function textOf({ content }: Pick<ClipQuestion, 'content'>): string {
  return content.filter((part) => typeof part === 'string').join('');
}

function paragraphs(...texts: string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
