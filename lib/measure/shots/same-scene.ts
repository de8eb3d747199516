import {
  bestCorrelation,
  correlationAt,
  correlationInReach,
  type Structure,
  structureOf,
} from './correlation.ts';
import type { SceneFrame } from './scene-frame.ts';

/** From here on two pictures show the same scene. */
const ALIKE = 0.5;

/** How much larger the same things may have become. */
const ZOOMS = [1.1, 1.22, 1.38, 1.6, 1.9];
/** In cells: how far a zoom may miss the middle. */
const ZOOM_REACH = 2;

/** Parts are compared each by itself: things at different distances go different ways. */
const PARTS = 2;
/** In cells. */
const PART_REACH = 4;
/** A small part fits somewhere by chance. */
const ALIKE_IN_PARTS = 0.72;

/** So does one of many sizes. */
const ALIKE_ZOOMED = 0.62;

type Channels = Pick<Structure, 'width' | 'height' | 'channels'>;

/**
 * Whether two pictures that may be some time apart show the same scene: moved, zoomed, or with its parts moved each on
 * its own.
 */
export function isSameScene(one: SceneFrame, other: SceneFrame): boolean {
  const [a, b] = [one.structure, other.structure];
  const reach = correlationInReach(a, b);
  return (
    isAlike(a, b) ||
    inParts(a, b) >= ALIKE_IN_PARTS * reach ||
    isZoomed(one, other, ALIKE_ZOOMED * reach) ||
    isZoomed(other, one, ALIKE_ZOOMED * reach)
  );
}

/** Whether two pictures that are hardly any time apart show the same scene: no more than moved. */
export function isAlike(a: Structure, b: Structure): boolean {
  return bestCorrelation(a, b) >= ALIKE * correlationInReach(a, b);
}

function inParts(a: Structure, b: Structure): number {
  const [width, height] = [Math.floor(a.width / PARTS), Math.floor(a.height / PARTS)];
  let [sum, weights] = [0, 0];
  for (let row = 0; row < PARTS; row++) {
    for (let column = 0; column < PARTS; column++) {
      const [left, top] = [column * width, row * height];
      const part = structureVarianceOf(cropped(a, left, top, width, height));
      let best = 0;
      for (let y = -PART_REACH; y <= PART_REACH; y++) {
        for (let x = -PART_REACH; x <= PART_REACH; x++) {
          const [fromX, fromY] = [left + x, top + y];
          if (fromX >= 0 && fromY >= 0 && fromX + width <= a.width && fromY + height <= a.height) {
            const there = cropped(b, fromX, fromY, width, height);
            best = Math.max(best, correlationAt(part.channels, there, 0, 0));
          }
        }
      }
      sum += part.weight * best;
      weights += part.weight;
    }
  }
  return sum / Math.max(1e-9, weights);
}

/** Plain parts say little. */
function structureVarianceOf(channels: Channels): { channels: Channels; weight: number } {
  const squares = channels.channels.map((cells) =>
    cells.reduce((sum, cell) => sum + cell * cell, 0),
  );
  return { channels, weight: Math.sqrt(squares.reduce((sum, n) => sum + n, 0)) };
}

/** Whether one picture is the middle of another, enlarged. */
function isZoomed(wide: SceneFrame, close: SceneFrame, limit: number): boolean {
  return ZOOMS.some((zoom) => {
    const [width, height] = [Math.floor(close.width / zoom), Math.floor(close.height / zoom)];
    const small = structureOf(shrunk(close, width, height));
    const [left, top] = [(wide.width - width) >> 1, (wide.height - height) >> 1];
    for (let y = -ZOOM_REACH; y <= ZOOM_REACH; y++) {
      for (let x = -ZOOM_REACH; x <= ZOOM_REACH; x++) {
        const [fromX, fromY] = [left + x, top + y];
        if (
          fromX >= 0 &&
          fromY >= 0 &&
          fromX + width <= wide.width &&
          fromY + height <= wide.height
        ) {
          const middle = cropped(wide.structure, fromX, fromY, width, height);
          if (correlationAt(small, middle, 0, 0) >= limit) {
            return true;
          }
        }
      }
    }
    return false;
  });
}

function cropped(
  { width: stride, channels }: Channels,
  left: number,
  top: number,
  width: number,
  height: number,
): Channels {
  const parts = channels.map((cells) => {
    const part = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      const from = (top + y) * stride + left;
      part.set(cells.subarray(from, from + width), y * width);
    }
    return part;
  });
  return { width, height, channels: parts };
}

/** Made smaller; each new cell is mixed of the four nearest. */
function shrunk(
  { width: from, height: rows, channels }: Channels,
  width: number,
  height: number,
): Channels {
  const smaller = channels.map((cells) => {
    const part = new Float32Array(width * height);
    for (let y = 0, to = 0; y < height; y++) {
      const v = ((y + 0.5) * rows) / height - 0.5;
      const top = Math.max(0, Math.min(rows - 2, Math.floor(v)));
      for (let x = 0; x < width; x++) {
        const u = ((x + 0.5) * from) / width - 0.5;
        const left = Math.max(0, Math.min(from - 2, Math.floor(u)));
        const i = top * from + left;
        const upper = mixed(cells[i] as number, cells[i + 1] as number, u - left);
        const lower = mixed(cells[i + from] as number, cells[i + from + 1] as number, u - left);
        part[to++] = mixed(upper, lower, v - top);
      }
    }
    return part;
  });
  return { width, height, channels: smaller };
}

function mixed(one: number, other: number, share: number): number {
  return one + Math.max(0, Math.min(1, share)) * (other - one);
}
