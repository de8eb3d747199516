import type { Area } from './area.ts';

/** A part of a picture, in shares of its sides. */
export type PartOfPicture = { left: number; top: number; width: number; height: number };

export const WHOLE_PICTURE: PartOfPicture = { left: 0, top: 0, width: 1, height: 1 };

/** An area of a picture of some size, in px, in shares of its sides; `WHOLE_PICTURE` when it is all of it. */
export function partOf(
  { left, top, width, height }: Area,
  picture: { width: number; height: number },
): PartOfPicture {
  if (width === picture.width && height === picture.height) {
    return WHOLE_PICTURE;
  }
  return {
    left: left / picture.width,
    top: top / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  };
}
