/** A rectangle in a picture, in px. */
export type Area = { left: number; top: number; width: number; height: number };

/** What is left of an area when lines are taken away at its sides. */
export function inset(
  { left, top, width, height }: Area,
  by: { left: number; right: number; top: number; bottom: number },
): Area {
  return {
    left: left + by.left,
    top: top + by.top,
    width: width - by.left - by.right,
    height: height - by.top - by.bottom,
  };
}
