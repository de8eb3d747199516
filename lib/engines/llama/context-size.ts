import { type Config, pixelCount } from '../../config/schema.ts';
import { type GgufFacts, mainMemory, type ProjectorFacts } from '../../model-files/index.ts';

/** Projectors whose tokens grow with the picture, which is scaled little or not. */
const GROWING =
  /^(?:qwen|pixtral|kimi|lightonocr|glm4v|lfm2|youtuvl|paddleocr|dots_ocr|hunyuan|mimovl)/;

/** Projectors that cut every picture into tiles of `imageSize`, after scaling it to `scaledSize`, and add an overview. */
const TILING = /^idefics3/;

/** Tokens around a picture, or around each tile. */
const MARKS = 6;

/** Least tokens to which pictures that are very small are enlarged. */
const LEAST_TOKENS = 16;

/** Of the widest picture that is likely, a letterboxed film: the sum of its sides, in sides of a square of as many pixels. */
const SUM_OF_SIDES = 2.2;

/** Cells of the context that one picture of so many pixels takes, at most. */
function cellsPerPicture(projector: ProjectorFacts, pixels: number): number {
  const { type = '', patchSize = 14, mergeSize = 1, imageSize = 448 } = projector;
  const cell = patchSize * mergeSize;
  const side = Math.sqrt(pixels) / cell;
  const growing = Math.max(LEAST_TOKENS, Math.ceil(side ** 2 + SUM_OF_SIDES * side + 1));
  const fixed = Math.ceil(imageSize / cell) ** 2;
  if (TILING.test(type)) {
    const tiles = Math.ceil((projector.scaledSize ?? imageSize) / imageSize) ** 2;
    return fixed + tiles * (fixed + MARKS) + MARKS;
  }
  return (GROWING.test(type) ? growing : Math.max(growing, fixed)) + MARKS;
}

/** Cells of one picture for a projector with M-RoPE, which counts as fewer positions. */
export function mropeCells(
  { patchSize = 14, mergeSize = 2 }: ProjectorFacts,
  picture: Size,
): number {
  const cell = patchSize * mergeSize;
  const cells = Math.ceil(picture.width / cell) * Math.ceil(picture.height / cell);
  return Math.max(LEAST_TOKENS, cells);
}

export type Size = { width: number; height: number };

/** In tokens: the built-in question with facts and a full transcript takes some 3,500, the last answer when it is repeated 1,500. */
const TEXT_TOKENS = 5500;

/** Of the line with a frame's number and time. */
const LABEL_TOKENS = 16;

const ROUNDED_TO = 1024;

/** Most of the machine's memory that all contexts together may take; the model needs the rest. */
const SHARE_OF_MEMORY = 0.25;

/**
 * Tokens of context for one clip with these settings: what it needs, but not more than the model knows or than there is
 * memory for.
 *
 * @param slots how many clips at a time have one each
 */
export function contextFor(
  describe: Config['describe'],
  facts: GgufFacts,
  slots = 1,
  memoryBytes = mainMemory(),
): number {
  const { max_frames, max_pixels, max_tokens } = describe;
  const frame = cellsPerPicture(facts.projector, pixelCount(max_pixels)) + LABEL_TOKENS;
  const needed = TEXT_TOKENS + max_frames * frame + max_tokens;
  const { contextLength = Number.POSITIVE_INFINITY, contextBytesPerToken = 0 } = facts;
  const affordable = (memoryBytes * SHARE_OF_MEMORY) / slots / contextBytesPerToken;
  return Math.min(contextLength, roundedUp(needed), Math.max(LEAST_CONTEXT, roundedUp(affordable)));
}

/** With less, hardly a question has room. */
const LEAST_CONTEXT = 8192;

function roundedUp(tokens: number): number {
  return Math.ceil(tokens / ROUNDED_TO) * ROUNDED_TO;
}
