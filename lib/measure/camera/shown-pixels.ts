import type { ActivePicture } from '../active-picture/active-picture.ts';

/** Share of the picture that must be left; when more of it should be overlays, only bars are left out. */
const MIN_SHOWN = 0.7;

/** Px by px of an analysis frame: 1 for what is part of the picture. */
export function shownPixels(
  { area, shown }: ActivePicture,
  { width }: { width: number },
): Uint8Array {
  const count = shown.reduce((sum, one) => sum + one, 0);
  if (count >= MIN_SHOWN * area.width * area.height) {
    return shown;
  }
  const inArea = new Uint8Array(shown.length);
  for (let y = area.top; y < area.top + area.height; y++) {
    inArea.fill(1, y * width + area.left, y * width + area.left + area.width);
  }
  return inArea;
}
