import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PageClip } from '../page-data.ts';
import { cardContents } from './card.ts';
import { changed, drawNow } from './drawing.ts';
import { titleOf } from './format.ts';
import { cardsBetween, type GridLayout, heightOf, layoutGrid, placeOf } from './grid-layout.ts';
import { playWhenOpened } from './playback.ts';
import { select, selectedIds } from './selection.ts';
import { shown } from './shown.ts';
import { hashOf, openClip, view } from './view.ts';

/** Cards are there this many heights of the window before they scroll into it. */
const AHEAD = 0.75;

let list: HTMLElement | undefined;
let layout: GridLayout = layoutGrid(0, 16);
/** The cards that are drawn, without {@link current}: the first, and the one after the last. */
let drawn: readonly [first: number, end: number] = [0, 0];
/** The card that Tab leads to; it stays in the document wherever one scrolls, or its focus would be lost. */
let current: string | undefined;
/** A clip that is to stay where it is in the window, and where it was in the list. */
let held: { id: string; y: number } | undefined;

const resized = new ResizeObserver(() => {
  // An open clip takes the scroll bar away for a while; when it is closed, `focusCard()` measures.
  if (layout.cardWidth <= 0 || document.querySelector('.player[open]') === null) {
    measure();
  }
});

/** Cards of the clips in sight: a list of 5,000 has no more elements than one of 50. */
export function gridView(): TemplateResult {
  const { clips, places } = shown();
  const at = places.get(current ?? '') ?? 0;
  const selected = selectedIds();
  const cards = placesDrawn(clips.length, at);
  const { hash } = new URL(`#${hashOf({ ...view(), clip: undefined })}`, location.href);
  const link = (id: string) => `${hash || '#'}${hash ? '&' : ''}clip=${encodeURIComponent(id)}`;
  return html`<ul
    class=${['grid', selected.size > 0 && 'selecting', drawn[0] > 0 && 'scrolled'].filter(Boolean).join(' ')}
    role="list"
    aria-label="Clips"
    .style=${styleOf(clips.length)}
    @keydown=${onKey}
    @focusin=${onFocus}
    ${ref(watch)}
  >
    ${repeat(
      cards,
      (place) => clips[place]?.id,
      (place) => {
        const clip = clips[place];
        if (clip === undefined) {
          return nothing;
        }
        const { x, y } = placeOf(place, layout);
        const isSelected = selected.has(clip.id);
        return html`<li
          class=${isSelected ? 'card selected' : 'card'}
          data-id=${clip.id}
          data-state=${clip.state}
          aria-setsize=${clips.length}
          aria-posinset=${place + 1}
          .style=${`width: ${layout.cardWidth}px; height: ${layout.cardHeight}px; transform: translate(${x}px, ${y}px)`}
        >
          <a
            class="open"
            href=${link(clip.id)}
            draggable="false"
            tabindex=${place === at ? 0 : -1}
            @click=${(event: MouseEvent) => onClick(event, clip)}
            >${cardContents(clip)}</a
          >
          <input
            type="checkbox"
            aria-label=${`Select ${titleOf(clip)}`}
            tabindex=${place === at ? 0 : -1}
            .checked=${isSelected}
            @click=${(event: MouseEvent) =>
              select(clip.id, (event.currentTarget as HTMLInputElement).checked, {
                through: event.shiftKey,
              })}
          />
        </li>`;
      },
    )}
  </ul>`;
}

/** Brings the card of a clip into sight and focuses it, if it is among those shown. */
export function focusCard(id: string): void {
  const place = shown().places.get(id);
  if (place === undefined || list === undefined) {
    return;
  }
  current = id;
  measure();
  scrollTo(place, list);
  drawNow();
  list
    .querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] .open`)
    ?.focus({ preventScroll: true });
}

/** Before clips come in: those in sight stay where they are in the window. */
export function holdPlace(): void {
  const top = list?.getBoundingClientRect().top ?? 0;
  if (held !== undefined || top >= 0) {
    return;
  }
  const { clips } = shown();
  const [place] = cardsBetween(-top, innerHeight - top, clips.length, layout);
  const clip = clips[place];
  if (clip !== undefined) {
    held = { id: clip.id, y: placeOf(place, layout).y };
  }
}

/** After drawing. */
export function keepPlace(): void {
  if (held === undefined) {
    return;
  }
  const { id, y } = held;
  held = undefined;
  const place = shown().places.get(id);
  const moved = place === undefined ? 0 : placeOf(place, layout).y - y;
  if (moved !== 0) {
    scrollBy(0, moved);
    drawNow();
  }
}

/** Cards in sight, and those that may soon be. */
function cardsAround(cards: number): [first: number, end: number] {
  const top = -(list?.getBoundingClientRect().top ?? 0);
  const ahead = innerHeight * AHEAD;
  return cardsBetween(top - ahead, top + innerHeight + ahead, cards, layout);
}

/**
 * A browser may scroll further than the page has drawn: there it shows where cards are going to be. Not at the top of the list,
 * where nobody scrolls far at once: a search would take longer to be drawn.
 */
function styleOf(cards: number): string {
  const { columns, cardWidth, cardHeight, gap } = layout;
  const row = cardHeight + gap;
  const fullRows = Math.floor(cards / columns);
  return [
    `height: ${heightOf(cards, layout)}px`,
    `--full-rows: ${fullRows * row - gap}px`,
    `--row: ${row}px`,
    `--column: ${cardWidth + gap}px`,
    `--card: ${cardWidth}px`,
  ].join('; ');
}

function placesDrawn(cards: number, focused: number): number[] {
  drawn = cardsAround(cards);
  const [first, end] = drawn;
  const places = Array.from({ length: end - first }, (_, at) => first + at);
  if (focused < first) {
    places.unshift(focused);
  } else if (focused >= end && focused < cards) {
    places.push(focused);
  }
  return places;
}

function watch(element: Element | undefined): void {
  resized.disconnect();
  removeEventListener('scroll', onScroll);
  list = element instanceof HTMLElement ? element : undefined;
  if (list !== undefined) {
    resized.observe(list);
    // Scroll events come before the frame that they are for, so the cards are there when it is shown.
    addEventListener('scroll', onScroll, { passive: true });
    measure();
  }
}

function onScroll(): void {
  const [first, end] = cardsAround(shown().clips.length);
  if (first !== drawn[0] || end !== drawn[1]) {
    changed();
  }
}

function measure(): void {
  const width = list?.clientWidth ?? 0;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  layout = layoutGrid(width, rem);
  changed();
}

function onFocus(event: FocusEvent): void {
  const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset.id;
  if (id !== undefined && id !== current) {
    current = id;
    changed();
  }
}

function onClick(event: MouseEvent, { id }: PageClip): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
    return;
  }
  event.preventDefault();
  playWhenOpened();
  openClip(id);
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const { clips, places } = shown();
  const at = places.get(current ?? '') ?? 0;
  const id = clips[at]?.id;
  const onLink = (event.target as HTMLElement).matches('.open');
  if (event.key === ' ' && onLink && id !== undefined) {
    event.preventDefault();
    select(id, !selectedIds().has(id), { through: event.shiftKey });
    return;
  }
  const rows = Math.max(1, Math.floor(innerHeight / (layout.cardHeight + layout.gap)) - 1);
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -layout.columns,
    ArrowDown: layout.columns,
    PageUp: -rows * layout.columns,
    PageDown: rows * layout.columns,
    Home: -at,
    End: clips.length - 1 - at,
  };
  const step = steps[event.key];
  if (step === undefined) {
    return;
  }
  event.preventDefault();
  const to = at + step;
  const next = clips[Math.min(Math.max(to, 0), clips.length - 1)];
  if (next !== undefined) {
    focusCard(next.id);
  }
}

/** As little as it takes to have all of the card in sight, below what stays at the window's top. */
function scrollTo(place: number, element: HTMLElement): void {
  const { y } = placeOf(place, layout);
  const top = element.getBoundingClientRect().top + y;
  const header = document.querySelector('.toolbar')?.getBoundingClientRect().bottom ?? 0;
  const bottom = top + layout.cardHeight - innerHeight;
  if (top < header + layout.gap) {
    scrollBy(0, top - header - layout.gap);
  } else if (bottom + layout.gap > 0) {
    scrollBy(0, bottom + layout.gap);
  }
}
