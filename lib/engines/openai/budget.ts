import { TRANSCRIPT_TOKENS } from '../../prompt/quotation.ts';
import type { ServerRoom } from '../../protocol/messages.ts';
import { type Capacity, UNKNOWN_CAPACITY } from './capacity.ts';
import { type Counted, TokenCounts } from './token-counts.ts';

/** What the settings ask for: frames of each clip and pixels of each frame at most, and tokens of an answer. */
export type Wanted = { frames: number; pixels: number; answerTokens: number };

/**
 * Tokens for the answer. A full one takes some 300; a large context has more, for models that ramble, and a small one
 * keeps most for the question.
 */
const LEAST_FOR_ANSWER = 512;
const MOST_FOR_ANSWER = 1024;
const USUAL_SHARE_FOR_ANSWER = 1 / 8;
const MOST_SHARE_FOR_ANSWER = 1 / 4;
/** When one has met the end of the context. */
const LARGEST_SHARE_FOR_ANSWER = 1 / 2;

/** How long another answer may be, by the last one, and which share of the longest counts after each that is shorter. */
const LONGER_THAN_CUT_OFF = 1.5;
const LONGER_THAN_LAST = 1.1;
const KEPT_PER_ANSWER = 0.8;

/** The least that an answer is given, whatever is left. */
const LEAST_ANSWER_TOKENS = 64;

/** Of a context that is too small for everything, the transcript gets so much. */
const SHARE_FOR_TRANSCRIPT = 1 / 8;

/** Signs per token differ with the language, and pictures with their sides: so much may be wrong. */
const MARGIN = 0.03;
const MARGIN_TOKENS = 16;

/** A context is recommended in steps of so many tokens. */
const CONTEXT_STEP = 1024;

/**
 * What a server's context has room for: how many clips at a time, and how many frames of each. The frames keep their
 * size: they are decoded before it is known which server gets them, and the record's recipe names the size.
 */
export class Budget {
  readonly #wanted: Wanted;
  readonly #instructions: string;
  #capacity: Capacity = UNKNOWN_CAPACITY;
  #counts: TokenCounts;
  #clipsAtATime = 1;
  #frames: number;
  /** In tokens; the one that is recommended. */
  #betterContext = 0;
  #mostFrames = Number.POSITIVE_INFINITY;
  /** For servers that do not tell their context: the longest question that one took after it had refused another. */
  #longest = Number.POSITIVE_INFINITY;
  /** By the answers so far; counts when it is longer than usual. */
  #longAnswer = 0;

  /** @param instructions what each question begins with */
  constructor(instructions: string, wanted: Wanted) {
    this.#wanted = wanted;
    this.#instructions = instructions;
    this.#frames = wanted.frames;
    this.#counts = this.#countsFrom({ instructions: 0, picture: 0 });
  }

  get counts(): TokenCounts {
    return this.#counts;
  }

  /** How many clips the server is to be asked about at the same time. */
  get clipsAtATime(): number {
    return this.#clipsAtATime;
  }

  /** The most pictures that a question may have, when the server has said so. */
  get mostFrames(): number {
    return this.#mostFrames;
  }

  /** Also forgets what was learned: the server may have been started with other settings. */
  measure(capacity: Capacity, counted: Counted): void {
    this.#capacity = capacity;
    this.#counts = this.#countsFrom(counted);
    this.#mostFrames = Number.POSITIVE_INFINITY;
    this.#longest = Number.POSITIVE_INFINITY;
    this.#longAnswer = 0;
    this.#plan();
  }

  /** To be called when a server refuses a question and says what it takes. */
  learnLimits(contextTokens: number | undefined, mostFrames: number | undefined): void {
    this.#mostFrames = Math.min(this.#mostFrames, Math.max(1, mostFrames ?? this.#mostFrames));
    if (contextTokens !== undefined && contextTokens !== this.#capacity.contextTokens) {
      this.#capacity = { ...this.#capacity, contextTokens };
      this.#plan();
    }
  }

  /** To be called when a server took a question after it had refused a longer one, and had not said how long it was. */
  learnLongest(tokens: number): void {
    this.#longest = Math.min(this.#longest, tokens);
  }

  /**
   * To be called with what an answer took.
   *
   * @param isCutOff whether it met the end of the context
   */
  learnAnswer(tokens: number, isCutOff: boolean): void {
    const likely = tokens * (isCutOff ? LONGER_THAN_CUT_OFF : LONGER_THAN_LAST);
    // A model that rambled once is not taken for one that does so always.
    this.#longAnswer = Math.max(this.#longAnswer * KEPT_PER_ANSWER, likely);
  }

  /** Whether not even one frame of a clip without speech fits. */
  get isTooSmall(): boolean {
    return this.#counts.clip(1, 0) + LEAST_ANSWER_TOKENS > this.#share;
  }

  /** How long a question may be, with room for the answer and for what is wrong in the estimate. */
  questionTokens(answerTokens: number): number {
    const room = (this.#share - this.#reserve(answerTokens) - MARGIN_TOKENS) / (1 + MARGIN);
    return Math.min(room, this.#longest);
  }

  /** How long an answer may be: as asked for, if the context has room. vLLM refuses what has not. */
  answerTokens(asked: number, questionTokens: number): number {
    const left = Math.floor(this.#share - questionTokens * (1 + MARGIN) - MARGIN_TOKENS);
    return Math.min(asked, Math.max(LEAST_ANSWER_TOKENS, left));
  }

  /** What a transcript may take where not everything fits, by estimate. */
  get transcriptTokens(): number {
    const share = (this.#share * SHARE_FOR_TRANSCRIPT) / this.#counts.ratio;
    return Math.floor(Math.min(TRANSCRIPT_TOKENS, share));
  }

  /** Whether the server has told its context. */
  get isKnown(): boolean {
    return this.#capacity.contextTokens !== undefined;
  }

  /** What a server counted for a question that it took: nothing, when that is more than its context. */
  believed(tokens: number): number {
    return tokens <= (this.#capacity.contextTokens ?? Number.POSITIVE_INFINITY) ? tokens : 0;
  }

  figures(): Omit<ServerRoom, 'url'> {
    const { contextTokens, isShared, slots, setting } = this.#capacity;
    const figures = { clips_at_a_time: this.#clipsAtATime, max_frames: this.#wanted.frames };
    if (contextTokens === undefined) {
      return figures;
    }
    const isEnough = this.#frames >= this.#wanted.frames && this.#clipsAtATime >= slots;
    const advice = isEnough ? undefined : `raise ${setting} to ${this.#betterContext}`;
    const context = `context ${contextTokens}${isShared && slots > 1 ? `, which ${slots} slots share` : ''}`;
    return {
      ...figures,
      context_tokens: contextTokens,
      context_shared: isShared,
      frames: this.#frames,
      summary: `${this.#inWords()}: ${[context, ...(advice === undefined ? [] : [advice])].join('; ')}`,
      ...(advice !== undefined && { advice }),
    };
  }

  /** `5 of 32 frames each, one clip at a time`. */
  #inWords(): string {
    const most = this.#wanted.frames;
    const clips = this.#clipsAtATime;
    const all = most === 1 ? 'one frame each' : `up to ${most} frames each`;
    return [
      this.#frames < most ? `${this.#frames} of ${most} frames each` : all,
      clips === 1 ? 'one clip at a time' : `${clips} clips at a time`,
    ].join(', ');
  }

  /** Decides how many clips are asked about at a time, with all their frames if possible, and how many frames. */
  #plan(): void {
    const { isShared, slots } = this.#capacity;
    this.#clipsAtATime = slots;
    // Fewer clips at a time leave more room for each.
    while (isShared && this.#clipsAtATime > 1 && !this.#hasRoomForAll()) {
      this.#clipsAtATime--;
    }
    const { answerTokens, frames } = this.#wanted;
    const { frame } = this.#counts;
    const others = this.#counts.clip(0, this.transcriptTokens);
    const fitting = this.#hasRoomForAll()
      ? frames
      : Math.floor((this.questionTokens(answerTokens) - others) / frame);
    this.#frames = Math.min(frames, Math.max(1, fitting));
    this.#betterContext = this.#contextForAll();
  }

  #hasRoomForAll(): boolean {
    const { answerTokens, frames } = this.#wanted;
    return this.#counts.clip(frames, TRANSCRIPT_TOKENS) <= this.questionTokens(answerTokens);
  }

  /** With room for all slots, each with all frames of a clip and much speech. */
  #contextForAll(): number {
    const { answerTokens, frames } = this.#wanted;
    const { slots, setting } = this.#capacity;
    const question = this.#counts.clip(frames, TRANSCRIPT_TOKENS) * (1 + MARGIN) + MARGIN_TOKENS;
    const answer = Math.min(answerTokens, MOST_FOR_ANSWER * Math.max(1, this.#counts.ratio));
    const each = Math.max(question + answer, question / (1 - MOST_SHARE_FOR_ANSWER));
    // llama-server's `-c` is that of all slots, shared or not.
    const all = setting === '-c' ? each * slots : each;
    return Math.ceil(all / CONTEXT_STEP) * CONTEXT_STEP;
  }

  /** What one clip may take, its answer included. */
  get #share(): number {
    const { contextTokens = Number.POSITIVE_INFINITY, isShared } = this.#capacity;
    return isShared ? contextTokens / this.#clipsAtATime : contextTokens;
  }

  #reserve(answerTokens: number): number {
    const share = this.#share;
    if (share === Number.POSITIVE_INFINITY) {
      return 0;
    }
    const usual = Math.min(
      MOST_FOR_ANSWER,
      Math.max(LEAST_FOR_ANSWER, share * USUAL_SHARE_FOR_ANSWER),
    );
    const expected = Math.min(
      share * MOST_SHARE_FOR_ANSWER,
      usual * Math.max(1, this.#counts.ratio),
    );
    const long = Math.min(share * LARGEST_SHARE_FOR_ANSWER, this.#longAnswer);
    return Math.min(answerTokens, Math.max(expected, long));
  }

  #countsFrom(counted: Counted): TokenCounts {
    return new TokenCounts(this.#instructions, this.#wanted.pixels, counted);
  }
}
