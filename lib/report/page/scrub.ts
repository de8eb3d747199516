import type { PageClip } from '../page-data.ts';
import { clock } from './format.ts';

/**
 * Shows the frame of the clip at the pointer: the left edge of the picture is the clip's beginning, the right one its end.
 * Drawn past lit, since it follows each move of the pointer.
 */
export function scrub(event: PointerEvent, { picture, seconds }: PageClip): void {
  const card = event.currentTarget as HTMLElement;
  const strip = card.querySelector<HTMLElement>('.strip');
  const tiles = picture?.strip;
  if (strip === null || tiles === undefined) {
    return;
  }
  const { left, width } = card.getBoundingClientRect();
  const share = Math.min(Math.max((event.clientX - left) / width, 0), 1);
  const tile = Math.min(Math.floor(share * tiles.tiles), tiles.tiles - 1);
  strip.style.backgroundImage = cssUrl(tiles.url);
  strip.style.backgroundSize = `${tiles.columns * 100}% ${tiles.rows * 100}%`;
  strip.style.backgroundPosition = [
    position(tile % tiles.columns, tiles.columns),
    position(Math.floor(tile / tiles.columns), tiles.rows),
  ].join(' ');
  card.style.setProperty('--at', String(share));
  card.classList.add('scrubbed');
  const length = card.querySelector('.length');
  if (length !== null && seconds !== undefined) {
    length.setAttribute('data-at', clock(share * seconds));
  }
}

export function endScrub(event: PointerEvent): void {
  const card = event.currentTarget as HTMLElement;
  card.classList.remove('scrubbed');
  card.querySelector('.length')?.removeAttribute('data-at');
}

/** Of one tile among `tiles` in a row, as backgrounds are placed: 0 % is the first, 100 % the last. */
function position(tile: number, tiles: number): string {
  return `${tiles > 1 ? (tile / (tiles - 1)) * 100 : 0}%`;
}

function cssUrl(url: string): string {
  return `url("${url.replace(/["\\\n\r\f]/g, encodeURIComponent)}")`;
}
