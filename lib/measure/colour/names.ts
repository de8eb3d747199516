import { type Oklab, oklabOf } from './oklab.ts';

/**
 * Colours as people name them: from the survey of 222,500 people by Randall Munroe (xkcd.com, 2010; CC0).
 * Of its 949 names these are in use among people who are no painters. Several colours of the
 * survey may share a name, so that what lies between them has it too. They are grouped by the basic colour
 * terms of English (Berlin and Kay 1969), and beige and turquoise.
 */
const NAMED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  black: {
    black: ['000000', '070d0d'],
  },
  grey: {
    'dark grey': ['363737', '343837'],
    grey: ['7d7f7c', '929591'],
    'light grey': ['c5c9c7', 'd8dcd6'],
    'blue grey': ['748b97', '85a3b2', '95a3a6'],
    slate: ['516572', '59656d', '536267'],
  },
  white: {
    white: ['ffffff'],
  },
  brown: {
    'dark brown': ['1d0200', '341c02', '3d1c02'],
    brown: ['653700', '836539', '673a3f', '60460f'],
    'red brown': ['7f2b0a', '6e1005'],
    'grey brown': ['7f7053', '7a6a4f', '8d8468', '978a84'],
    'light brown': ['ad8150', '9d7651', 'b1916e'],
    rust: ['a83c09', 'a9561e'],
  },
  beige: {
    tan: ['d1b26f', 'ac9362'],
    beige: ['e6daa6', 'b9a281', 'ba9e88'],
    sand: ['e2ca76', 'c9ae74'],
    cream: ['ffffc2', 'ffffe4'],
    khaki: ['aaa662', '9b8f55', 'ada587'],
  },
  orange: {
    terracotta: ['ca6641', 'b66a50', 'b17261'],
    peach: ['ffb07c', 'ffd8b1'],
    orange: ['f97306', 'd8863b', 'c65102', 'fdaa48'],
  },
  yellow: {
    ochre: ['bf9005', 'a87900', 'b26400'],
    gold: ['dbb40c', 'fac205'],
    yellow: ['ffff14', 'eedc5b', 'fffe7a'],
  },
  green: {
    olive: ['6e750e', '6f7632', '828344'],
    'dark olive': ['373e02', '4b5d16', '544e03'],
    'moss green': ['658b38', '769958'],
    lime: ['aaff32', '76cd26'],
    green: ['15b01a', '5fa052', '3f9b0b', '01a049'],
    'dark green': ['033500', '06470c', '2b5d34', '154406'],
    sage: ['87ae73', '789b73', '96ae8d'],
    'light green': ['96f97b', 'c7fdb5', 'b7e1a1', '9ffeb0'],
    'sea green': ['3d9973', '11875d', '137e6d'],
  },
  turquoise: {
    teal: ['029386', '5f9e8f', '017a79'],
    'dark teal': ['014d4e', '00555a', '1f6357'],
    turquoise: ['06c2ac', '13eac9', '06b1c4'],
    cyan: ['00ffff', 'acfffc'],
  },
  blue: {
    'pale blue': ['9dbcd4', 'b7c9e2', 'd6fffe'],
    'sky blue': ['75bbfd', '95d0fc', '82cafc'],
    'steel blue': ['5a7d9a', '49759c', '5a86ad'],
    blue: ['0343df', '2c6fbb', '069af3', '0504aa'],
    'dark blue': ['214761', '26538d', '29465b', '1f3b4d'],
    navy: ['01153e', '00035b', '1b2431'],
  },
  purple: {
    indigo: ['380282', '3a18b1'],
    purple: ['7e1e9c', '9a0eea', '703be7'],
    'dark purple': ['35063e', '280137'],
    mauve: ['825f87', '887191', 'ae7181', '7a687f'],
    lavender: ['c79fef', 'b790d4', '8f99fb'],
  },
  pink: {
    'pale pink': ['ffd1df', 'c8aca9', 'ffcfdc'],
    pink: ['ff81c0', 'd5869d', 'c88d94'],
    magenta: ['c20078', 'ff028d'],
    rose: ['cf6275', 'cb416b', 'c0737a'],
    salmon: ['ff796c', 'fea993', 'c85a53'],
  },
  red: {
    red: ['e50000', 'bb3f3f', 'c44240'],
    'brick red': ['a03623', '8f1402'],
    'dark red': ['840000', '4b0101', '8c000f'],
    maroon: ['650021', '3c0008'],
  },
};

/** A colour's name, and the basic term for it. */
export type ColourName = { name: string; term: string };

/** The names that a colour can have; elsewhere they are indices into this. */
export const COLOUR_NAMES: readonly ColourName[] = Object.entries(NAMED).flatMap(([term, names]) =>
  Object.keys(names).map((name) => ({ name, term })),
);

/** Lightness, a and b of each colour in turn, and which name it has. */
const ANCHORS = new Float64Array(
  Object.values(NAMED)
    .flatMap((names) => Object.values(names).flat())
    .map(oklabOfHex)
    .flatMap(({ l, a, b }) => [l, a, b]),
);
const NAMES_OF_ANCHORS = Object.values(NAMED)
  .flatMap((names) => Object.values(names))
  .flatMap((hexes, index) => hexes.map(() => index));

/** The name whose colour is nearest, as an index into `COLOUR_NAMES`. */
export function nearestName({ l, a, b }: Oklab): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ANCHORS.length; i += 3) {
    const dl = l - (ANCHORS[i] as number);
    const da = a - (ANCHORS[i + 1] as number);
    const db = b - (ANCHORS[i + 2] as number);
    const distance = dl * dl + da * da + db * db;
    if (distance < least) {
      least = distance;
      nearest = i / 3;
    }
  }
  return NAMES_OF_ANCHORS[nearest] ?? 0;
}

function oklabOfHex(hex: string): Oklab {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) =>
    Number.parseInt(hex.slice(at, at + 2), 16),
  );
  return oklabOf(red, green, blue);
}
