import type { Measured } from '../../record/schema.ts';
import { listed } from './list.ts';

/** Shares of the picture that make a colour worth a word, and most of the picture. */
const WORTH_A_WORD = 0.12;
const MOST_OF_IT = 0.6;

/** A colour so far from all others that little of it is seen. */
const VIVID = new Set(['red', 'orange', 'yellow', 'turquoise', 'cyan', 'pink', 'magenta', 'lime']);

/** After Hasler and Süsstrunk: less than this is black and white, tinted at most. */
const NO_COLOUR = 4;

/** Mean `b` of OKLab. */
const WARM = 0.035;
const COLD = -0.02;

const MOST_IN_A_SENTENCE = 3;
const MOST_IN_A_NAME = 2;

type Colour = Measured['colour'];

/** What follows the noun: ` in slate and mauve`, `, mostly slate`; empty when nothing is known. */
export function colourPhrase(colour: Colour): string {
  if (!colour) {
    return '';
  }
  if (colour.colourfulness < NO_COLOUR) {
    return ' in black and white';
  }
  const [first, ...others] = leading(colour, MOST_IN_A_SENTENCE);
  if (!first) {
    return '';
  }
  if (first.share >= MOST_OF_IT) {
    const rest = others.length > 0 ? ` with some ${listed(others.map(({ name }) => name))}` : '';
    return `, mostly ${first.name}${rest}`;
  }
  return ` in ${listed([first, ...others].map(({ name }) => name))}`;
}

/** For a name. `black and white` would be the colours of a zebra. */
export function colourName(colour: Colour): string {
  if (!colour) {
    return '';
  }
  return colour.colourfulness < NO_COLOUR
    ? 'monochrome'
    : leading(colour, MOST_IN_A_NAME)
        .map(({ name }) => name)
        .join(' and ');
}

/** Whether the light is warm or cold; nothing in between. */
export function warmthWord(colour: Colour): string {
  if (!colour || colour.colourfulness < NO_COLOUR) {
    return '';
  }
  return colour.warmth > WARM ? 'warm' : colour.warmth < COLD ? 'cold' : '';
}

/** The largest colour always, others when they are large or vivid. */
function leading({ dominant }: NonNullable<Colour>, most: number): NonNullable<Colour>['dominant'] {
  return dominant
    .filter(({ name, share }, i) => i === 0 || share >= WORTH_A_WORD || VIVID.has(name))
    .slice(0, most);
}
