import { estimateTokens } from '../../prompt/tokens.ts';
import { type Correction, correctionText } from '../answer/ask.ts';
import { type ClipQuestion, pictureCount, textOf } from '../answer/question.ts';

/** Tokens as a server has counted them; 0 where it has not. */
export type Counted = {
  /** What comes first in each question, with what the chat template adds. */
  instructions: number;
  /** A picture of the size that frames have. */
  picture: number;
};

/** By estimate: the measured facts of a clip and the words around them, and the label before a picture. */
const FACTS_TOKENS = 200;
const LABEL_TOKENS = 8;

/** An estimate is never so many times too high: whoever counts less does not count all. */
const MOST_WRONG = 4;

/** Text about a clip takes at most so many times the tokens that instructions of this length do. */
const MOST_TEXT_RATIO = 2.5;

/** Clips may be smaller than `describe.max_pixels`. */
const SMALL_SHARE = 0.9;

/** Most models take a token for each 28×28 or 32×32 px. */
const PIXELS_PER_TOKEN = 28 ** 2;

/** How many tokens questions take: estimates, corrected by what the server counts. */
export class TokenCounts {
  readonly instructions: number;
  /** Real tokens for each estimated one. */
  readonly ratio: number;
  /** Of what is said about clips. */
  #textRatio: number;
  readonly #picture: number;
  readonly #pixels: number;
  /** By the size of the picture, as answers have told. */
  readonly #pictures = new Map<string, number>();

  /** @param pixels of a frame */
  constructor(instructions: string, pixels: number, counted: Counted) {
    const estimated = estimateTokens(instructions);
    const isLikely = counted.instructions > estimated / MOST_WRONG;
    this.instructions = isLikely ? counted.instructions : estimated;
    this.ratio = estimated === 0 ? 1 : this.instructions / estimated;
    this.#textRatio = this.ratio;
    this.#pixels = pixels;
    this.#picture = counted.picture || Math.ceil(pixels / PIXELS_PER_TOKEN);
  }

  /** A frame and its label. */
  get frame(): number {
    return this.#picture + this.#textRatio * LABEL_TOKENS;
  }

  /**
   * A usual clip.
   *
   * @param transcript what its transcript takes, by estimate
   */
  clip(frames: number, transcript: number): number {
    const text = this.#textRatio * (FACTS_TOKENS + transcript);
    return this.instructions + text + frames * this.frame;
  }

  /** @param pictureSize of one frame, such as `298x168` */
  question(
    question: ClipQuestion,
    pictureSize: string,
    correction: Correction | undefined,
  ): number {
    const text = estimatedText(question, correction);
    const pictures = pictureCount(question) * this.#pictureOf(pictureSize);
    return Math.ceil(this.instructions + this.#textRatio * text + pictures);
  }

  /**
   * Corrects what text and pictures take. The picture of the trial was counted, so the text is more likely to be
   * something else: names, numbers and speech in another language. What that cannot explain is the pictures'.
   *
   * @param counted what the server counted for this question; fewer than pictures when it does not count them
   */
  learn(
    question: ClipQuestion,
    pictureSize: string,
    correction: Correction | undefined,
    counted: number,
  ): void {
    const text = estimatedText(question, correction);
    const pictures = pictureCount(question);
    if (pictures === 0 || text === 0 || counted <= pictures) {
      return;
    }
    const rest = counted - this.instructions;
    const picture = this.#pictureOf(pictureSize);
    if (this.#isSmall(pictureSize)) {
      const learned = Math.max(1, (rest - this.#textRatio * text) / pictures);
      const isKnown = this.#pictures.has(pictureSize);
      this.#pictures.set(pictureSize, isKnown ? corrected(picture, learned) : learned);
      return;
    }
    const most = this.ratio * MOST_TEXT_RATIO;
    const textRatio = between(
      this.ratio / MOST_TEXT_RATIO,
      (rest - pictures * picture) / text,
      most,
    );
    this.#textRatio = corrected(this.#textRatio, textRatio);
    const unexplained = Math.max(1, (rest - text * textRatio) / pictures);
    this.#pictures.set(pictureSize, corrected(picture, unexplained));
  }

  /** Whether a picture is so much smaller than that of the trial that it may well take fewer tokens. */
  #isSmall(size: string): boolean {
    const [width = 0, height = 0] = size.split('x').map(Number);
    return width * height < SMALL_SHARE * this.#pixels;
  }

  #pictureOf(size: string): number {
    return this.#pictures.get(size) ?? this.#picture;
  }
}

/** Up at once and down slowly: a question that is too long costs more than a frame. */
function corrected(known: number, learned: number): number {
  return learned > known ? learned : (known + learned) / 2;
}

function estimatedText(question: ClipQuestion, correction: Correction | undefined): number {
  const text = textOf(question);
  return estimateTokens(correction === undefined ? text : `${text}\n${correctionText(correction)}`);
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
