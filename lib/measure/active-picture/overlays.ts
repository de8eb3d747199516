import type { Area } from './area.ts';
import type { PixelSummary } from './pixel-statistics.ts';

/** In levels of luma: a weaker edge says nothing. */
const MIN_EDGE = 4;
const MIN_PICTURE_EDGE = 2;

/**
 * An edge that is always in its place has a mean gradient as large as the mean of its gradients' sizes. One that
 * comes and goes has less: gradients of different pictures cancel each other out.
 */
const OVERLAY_STAYS = 0.85;
const PICTURE_STAYS = 0.7;

/**
 * An overlay stays in its place while the picture changes. When so much of the picture's margin stays too, the
 * camera stands still, and nothing tells an overlay from the scene.
 */
const MAX_STAYING_MARGIN = 0.35;
/** Share of the picture. */
const MARGIN = 0.1;
const MAX_OVERLAID = 0.2;

/** In px: around an edge, what lies between the strokes of a letter. */
const REACH = 2;

/**
 * Marks what lies over a picture and stays in its place while that changes: logos, half-transparent watermarks,
 * captions that stand. Nothing while the camera stands still.
 *
 * @returns row by row, 1 where something lies over the picture
 */
export function overlaysIn(pixels: PixelSummary, area: Area): Uint8Array {
  const { width, height, mean, stepX, stepY } = pixels;
  const marked = new Uint8Array(width * height);
  const found: number[] = [];
  const margin = Math.max(2, Math.round(MARGIN * Math.min(area.width, area.height)));
  let [edges, staying] = [0, 0];
  for (let y = area.top + 1; y < area.top + area.height - 2; y++) {
    for (let x = area.left + 1; x < area.left + area.width - 2; x++) {
      const i = y * width + x;
      const size = (stepX[i] as number) + (stepY[i] as number);
      if (size < MIN_PICTURE_EDGE) {
        continue;
      }
      const level = mean[i] as number;
      const stays =
        (Math.abs((mean[i + 1] as number) - level) +
          Math.abs((mean[i + width] as number) - level)) /
        size;
      const isMargin =
        x < area.left + margin ||
        y < area.top + margin ||
        x >= area.left + area.width - margin ||
        y >= area.top + area.height - margin;
      if (isMargin) {
        edges++;
        staying += stays > PICTURE_STAYS ? 1 : 0;
      }
      if (size >= MIN_EDGE && stays > OVERLAY_STAYS) {
        found.push(i);
      }
    }
  }
  const isScene =
    edges === 0 ||
    staying > MAX_STAYING_MARGIN * edges ||
    found.length > MAX_OVERLAID * area.width * area.height;
  for (const i of isScene ? [] : found) {
    markAround(marked, i, width);
  }
  return marked;
}

function markAround(marked: Uint8Array, i: number, width: number): void {
  for (let y = -REACH; y <= REACH; y++) {
    for (let x = -REACH; x <= REACH; x++) {
      marked[i + y * width + x] = 1;
    }
  }
}
