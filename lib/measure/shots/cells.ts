import type { PartOfPicture } from '../active-picture/part.ts';
import type { LumaGrid } from './luma-grid.ts';
import type { Cells } from './scene-frame.ts';

/** In cells each way: less is no picture. */
const MIN_CELLS = 8;

/** Pictures of fewer cells are alike by chance, and more take long to compare. */
const ENOUGH_CELLS = 440;

/** In cells: where the picture meets a border, cells may hold some of both. */
const EDGE = 0.3;

/** The cells of a grid that lie in a part of the picture; all of them when there would be too few. */
export function cellsOf({ left, top, width, height }: PartOfPicture, grid: LumaGrid): Cells {
  const [fromX, toX] = within(left, width, grid.width);
  const [fromY, toY] = within(top, height, grid.height);
  const part = { left: fromX, top: fromY, width: toX - fromX, height: toY - fromY };
  const isPicture = Math.min(part.width, part.height) >= MIN_CELLS;
  const area = isPicture ? part : { left: 0, top: 0, width: grid.width, height: grid.height };
  const count = area.width * area.height;
  if (count / 4 >= ENOUGH_CELLS) {
    return { area, binX: 2, binY: 2 };
  }
  if (count / 2 < ENOUGH_CELLS) {
    return { area, binX: 1, binY: 1 };
  }
  return area.width > area.height ? { area, binX: 2, binY: 1 } : { area, binX: 1, binY: 2 };
}

function within(from: number, length: number, cells: number): [number, number] {
  const to = from + length;
  return [
    from > 0 ? Math.ceil(from * cells + EDGE) : 0,
    to < 1 ? Math.floor(to * cells - EDGE) : cells,
  ];
}
