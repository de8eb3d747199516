import { between, pick, type Random } from '../../tools/example-clips/random.ts';

/** Spoils a model's answer in one to four of the ways in which answers get spoilt. */
export function damaged(answer: Record<string, unknown>, random: Random): string {
  const fields = { ...answer };
  let text = '';
  const ways = Math.floor(between(random, 1, 5));
  const chosen = Array.from({ length: ways }, () => random());
  for (const _ of chosen.filter((way) => way < 0.5)) {
    pick(random, VALUES)(fields, random);
  }
  text = JSON.stringify(fields, null, random() < 0.5 ? 2 : 0);
  for (const _ of chosen.filter((way) => way >= 0.5)) {
    text = pick(random, TEXTS)(text, random);
  }
  return text;
}

type Fields = Record<string, unknown>;

const NONSENSE: [unknown, ...unknown[]] = [
  null,
  '',
  0,
  -1,
  1e308,
  'NaN',
  [],
  {},
  [null],
  true,
  '\u0000\ud800',
  'x'.repeat(5000),
  { toString: 1 },
  [[[[]]]],
];

/** What a value may become. */
const VALUES: [
  (fields: Fields, random: Random) => void,
  ...((fields: Fields, random: Random) => void)[],
] = [
  (fields, random) => {
    fields[nameIn(fields, random)] = pick(random, NONSENSE);
  },
  (fields, random) => {
    delete fields[nameIn(fields, random)];
  },
  (fields, random) => {
    fields.rating = pick(random, ['85%', 85, '0.85', '8/10', '4 out of 5', '0,7', 'high', -3, 5.7]);
  },
  (fields, random) => {
    fields.tags = pick<unknown>(random, ['Wide, Static', ['CLOSE-UP'], ['sunset'], 'medium', [1]]);
  },
  (fields, random) => {
    fields.primary_shot_type = pick(random, ['POV', 'Establishing shot', 'pov or insert', 'wide']);
  },
  (fields, random) => {
    fields.segments = pick<unknown>(random, [
      [{ in_seconds: 5, out_seconds: 1 }],
      [{ in_timestamp: '00:01', out_timestamp: '00:00:03.5' }],
      [['0:01', '0:02'], '2-99', { start: 1, end: 1e9 }],
      [{ in_seconds: 'x', out_seconds: null }],
      'all of it',
    ]);
  },
  (fields, random) => {
    fields.thumbnail_frame = pick<unknown>(random, [999, -1, 'frame 3', 1.5, '00:02', null]);
  },
];

/** What the text may become. */
const TEXTS: [
  (text: string, random: Random) => string,
  ...((text: string, random: Random) => string)[],
] = [
  (text, random) => text.slice(0, Math.floor(random() * text.length)),
  (text) => `\`\`\`json\n${text}\n\`\`\``,
  (text) => `Sure! Here is {the answer} you asked for:\n${text}\nI hope that helps :-}`,
  (text) => text.replace(/}$/, ',}').replaceAll(']', ',]'),
  (text) => text.replaceAll('"', "'"),
  (text) => text.replace(/"(\w+)":/g, '$1:'),
  (text) => text.replace(/"rating":\s?[^,}]+/, '"rating": 5e91313'),
  (text) => text.replace(/"rating":\s?[^,}]+/, '"rating": Infinity'),
  (text) => `<think>{"description": "no"} Let me see…</think>${text}`,
  (text) => `{"answer": ${text}}`,
  (text) => `[${text}]`,
  (text) => text.toUpperCase(),
  (text) => text.replace(/\. /g, '." '),
  (text) => `{"__proto__": {"rating": 1}, "constructor": 1, ${text.slice(1)}`,
  (text) => text + text,
  (text) => `${'{"a":['.repeat(5000)}${text}`,
  (text, random) => cut(text, random, ''),
  (text, random) =>
    cut(text, random, pick(random, ['"', '{', '}', '\\', '\n', '\u0000', '💥', ':'])),
  (text, random) => {
    const at = Math.floor(random() * text.length);
    return text.slice(0, at) + text.slice(at, at + 30) + text.slice(at);
  },
  () => '',
  () => 'I cannot describe this clip.',
];

/** Puts something in the place of up to five characters. */
function cut(text: string, random: Random, instead: string): string {
  const at = Math.floor(random() * text.length);
  return text.slice(0, at) + instead + text.slice(at + Math.floor(random() * 6));
}

function nameIn(fields: Fields, random: Random): string {
  const names = Object.keys(fields);
  return names[Math.floor(random() * names.length)] ?? 'rating';
}
