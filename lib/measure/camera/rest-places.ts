import { confirmBlock } from './block-match.ts';
import { MIN_BLOCKS } from './block-tracks.ts';
import { BLOCK_SIDE, type Block, type TexturedBlock, texturedBlocks } from './blocks.ts';
import type { Pyramid } from './pyramid.ts';

/** Share of the blocks that must be back where they were. */
const BACK_SHARE = 0.25;

/** In px: to a fraction of a pixel, or the middle of a slow zoom would count. */
const IN_PLACE_PX = 0.5;

/** The last so many are remembered. */
const MOST_PLACES = 3;

/** Blocks that stand where they stood when the camera rested at a place. */
export type Return = { place: number; inPlace: readonly Block[] };

type Place = { id: number; pyramid: Pyramid; blocks: readonly TexturedBlock[] };

/**
 * The places at which the camera rested. An object that fills the frame while it passes looks just like a
 * pan. But when it has gone and the old picture is back in its old place, the camera has never left.
 */
export class RestPlaces {
  #places: Place[] = [];
  #count = 0;

  /** Remembers a picture that was taken at rest. */
  remember(pyramid: Pyramid): number {
    const id = this.#count++;
    this.#places = [
      { id, pyramid, blocks: texturedBlocks(pyramid.full) },
      ...this.#places.slice(0, MOST_PLACES - 1),
    ];
    return id;
  }

  /** The places that a picture shows, at least in part. */
  seenIn(now: Pyramid): Return[] {
    return this.#places.flatMap(({ id, pyramid, blocks }) => {
      const inPlace = blocks.filter((block) => {
        const shift = confirmBlock(block, pyramid, now, { x: 0, y: 0 });
        return shift && Math.hypot(shift.x, shift.y) <= IN_PLACE_PX;
      });
      const isSeen = inPlace.length >= Math.max(MIN_BLOCKS, BACK_SHARE * blocks.length);
      return isSeen ? [{ place: id, inPlace }] : [];
    });
  }
}

/** Which of some places these blocks show; nothing when it is none of them. */
export function placeOf(blocks: readonly Block[], returns: readonly Return[]): number | undefined {
  const shown = returns.map(({ place, inPlace }) => ({
    place,
    count: inPlace.filter((there) =>
      blocks.some(
        ({ x, y }) => Math.abs(x - there.x) < BLOCK_SIDE && Math.abs(y - there.y) < BLOCK_SIDE,
      ),
    ).length,
  }));
  const [best] = shown.toSorted((a, b) => b.count - a.count);
  return best && best.count >= MIN_BLOCKS ? best.place : undefined;
}
