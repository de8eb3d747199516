/** Where the cards of the grid stand. All are of one size, so that any card's place is known without the others. */
export type GridLayout = {
  columns: number;
  /** In px. */
  cardWidth: number;
  cardHeight: number;
  gap: number;
};

/** Of the list, in px. */
const NARROW = 560;

/**
 * `rem`: the size of the page's text, in px: who has larger letters gets taller cards. All are whole numbers, for browsers round
 * the backgrounds that they repeat.
 */
export function layoutGrid(width: number, rem: number): GridLayout {
  const [smallest, gap] =
    width < NARROW ? [9 * rem, Math.round(0.75 * rem)] : [14 * rem, Math.round(1.125 * rem)];
  const columns = Math.max(1, Math.floor((width + gap) / (smallest + gap)));
  const cardWidth = Math.floor((width - gap * (columns - 1)) / columns);
  return { columns, cardWidth, cardHeight: Math.round((cardWidth * 9) / 16 + 2.9 * rem), gap };
}

/** Left upper corner of a card, in px in the list. */
export function placeOf(at: number, { columns, cardWidth, cardHeight, gap }: GridLayout) {
  return {
    x: (at % columns) * (cardWidth + gap),
    y: Math.floor(at / columns) * (cardHeight + gap),
  };
}

export function heightOf(cards: number, { columns, cardHeight, gap }: GridLayout): number {
  return Math.max(0, Math.ceil(cards / columns) * (cardHeight + gap) - gap);
}

/** The cards whose rows have a part between two heights of the list: the first, and the one after the last. */
export function cardsBetween(
  top: number,
  bottom: number,
  cards: number,
  { columns, cardHeight, gap }: GridLayout,
): [first: number, end: number] {
  const row = cardHeight + gap;
  const first = Math.max(0, Math.floor(top / row)) * columns;
  const end = Math.max(0, Math.ceil(bottom / row)) * columns;
  return [Math.min(first, cards), Math.min(end, cards)];
}
