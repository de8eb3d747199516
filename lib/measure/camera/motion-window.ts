import type { BlockTracks } from './block-tracks.ts';
import { BLOCK_SIDE, type Block } from './blocks.ts';
import { depthLayer } from './depth-layers.ts';
import { errorOf, type MotionLayer, middleOf, motionLayers, OUTLIER_PX } from './motion-layers.ts';

/** A stretch of up to 1 s in which the same blocks are followed. */
export type MotionWindow = {
  /** Index of the frame that the blocks were taken from; those in which they were followed come after it. */
  anchor: number;
  frames: number;
  width: number;
  height: number;
  blocks: readonly Block[];
  layers: readonly MotionLayer[];
  /** Where each block is at the end; nothing when it is not seen, or not with its layer. */
  ends: readonly (Block | undefined)[];
  /** For each layer, how often its blocks went under another, less how often others went under its. */
  covered: readonly number[];
  /** How the anchor hangs together with the window before: it is the last picture of that, or another. */
  isContinued: boolean;
  /** At which place the camera is, if the layer at rest is the background. */
  place?: number | undefined;
};

/** In px: one of two blocks that lie this near is before the other, not only beside it. */
const OVERLAP_PX = 0.6 * BLOCK_SIDE;

export function closedWindow(
  tracks: BlockTracks,
  of: Pick<MotionWindow, 'anchor' | 'width' | 'height' | 'isContinued'>,
): MotionWindow {
  const { blocks, frames } = tracks;
  const flat = motionLayers(blocks, frames, middleOf(of));
  const deep = depthLayer(blocks, frames, flat, of);
  const layers = deep ? [...flat, deep] : flat;
  const ends = endsOf(tracks, flat, of);
  const covered = coverage(tracks, flat, ends, of);
  return {
    ...of,
    frames: frames.length,
    blocks,
    layers,
    ends,
    // What goes under others among things at all depths is one of them.
    covered: deep ? [...covered, Math.max(...covered, 0)] : covered,
  };
}

/** Blocks that no longer go with their layer are carried along by what went before them. */
function endsOf(
  { blocks, frames }: BlockTracks,
  layers: readonly MotionLayer[],
  size: { width: number; height: number },
): (Block | undefined)[] {
  const middle = middleOf(size);
  const last = frames.at(-1);
  return blocks.map((block, i) => {
    const shift = last?.[i];
    const motion = layers.find(({ members }) => members.includes(i))?.motions.at(-1);
    if (!shift) {
      return undefined;
    }
    const place = { x: block.x - middle.x, y: block.y - middle.y, dx: shift.x, dy: shift.y };
    const isCarried = motion && errorOf(place, motion) > OUTLIER_PX;
    return isCarried ? undefined : { x: block.x + shift.x, y: block.y + shift.y };
  });
}

/**
 * What is behind vanishes where something goes before it, and what is before does not. Blocks that leave
 * by the border do not count, nor do those that are lost with nothing before them.
 */
function coverage(
  { blocks, frames }: BlockTracks,
  layers: readonly MotionLayer[],
  ends: readonly (Block | undefined)[],
  { width, height }: { width: number; height: number },
): number[] {
  const score = layers.map(() => 0);
  const middle = middleOf({ width, height });
  for (const [k, layer] of layers.entries()) {
    const motion = layer.motions.at(-1);
    for (const i of motion ? layer.members : []) {
      const block = blocks[i] as Block;
      if (ends[i] || !motion) {
        continue;
      }
      const x = block.x + motion.shiftX + motion.growth * (block.x - middle.x);
      const y = block.y + motion.shiftY + motion.growth * (block.y - middle.y);
      if (x < 0 || y < 0 || x > width - BLOCK_SIDE || y > height - BLOCK_SIDE) {
        continue;
      }
      const over = layers.findIndex(
        ({ members }, j) =>
          j !== k &&
          members.some((m) => {
            const end = ends[m];
            return end && Math.abs(end.x - x) < OVERLAP_PX && Math.abs(end.y - y) < OVERLAP_PX;
          }),
      );
      if (over >= 0) {
        score[k] = (score[k] as number) + 1;
        score[over] = (score[over] as number) - 1;
      }
    }
  }
  return frames.length > 0 ? score : layers.map(() => 0);
}
