import assert from 'node:assert/strict';
import { parseAnswer } from '../../../lib/engines/answer/parse.ts';
import { Answer } from '../../../lib/engines/answer/schema.ts';
import { fillForm, type TokenWriter } from '../../../lib/engines/transformers/fill-form.ts';
import { formFor } from '../../../lib/engines/transformers/form.ts';
import { vocabularyOf } from '../../../lib/engines/transformers/vocabulary.ts';

const MARK = '<end>';
/** Every ASCII sign, a few longer tokens with signs that matter to JSON, and a mark. */
const TOKENS = [
  ...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)),
  '".',
  'end."',
  '",',
  ' the',
  ' sea',
  '."}',
  '\\n',
  '\n\n',
  'été',
  '123',
  MARK,
];
const VOCABULARY = vocabularyOf(
  TOKENS.length,
  (id) => TOKENS[id] ?? '',
  [TOKENS.length - 1],
  [TOKENS.length - 1],
);

/** A model that says anything: mulberry32 draws its logits. */
function babbler(seed: number, likes: (token: string) => number = () => 0): TokenWriter {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    vocabulary: VOCABULARY,
    encode: (text) => [...text].map((sign) => TOKENS.indexOf(sign)),
    decode: (tokens) => tokens.map((id) => (TOKENS[id] === MARK ? '' : TOKENS[id])).join(''),
    write: () => {},
    next: async () => Float32Array.from(TOKENS, (token) => random() * 5 + likes(token)),
  };
}

const BOUNDS = { frameTimes: [0, 0.5, 1, 1.5, 2, 10, 11], durationSeconds: 12, maxTokens: 60 };

async function filled(writer: TokenWriter, bounds = BOUNDS, temperature = 0.7): Promise<Answer> {
  const text = await fillForm(formFor(bounds), writer, temperature);
  const answer = Answer.parse(JSON.parse(text));
  const { durationSeconds, frameTimes } = bounds;
  const { problems } = parseAnswer(text, { durationSeconds, frameCount: frameTimes.length });
  assert.deepEqual(problems, [], text);
  for (const words of [answer.description, answer.short_name]) {
    assert.match(words, /\p{L}/u);
    assert.doesNotMatch(words, /[\p{Cc}\\"]|<end>/u);
  }
  return answer;
}

describe('a form that a model fills in', () => {
  it('is an answer of the schema, inside the clip, whatever the model says', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const answer = await filled(babbler(seed), BOUNDS, seed % 3);
      const [segment] = answer.segments;
      assert(segment !== undefined && segment.in_seconds < segment.out_seconds);
      assert(segment.out_seconds <= 12);
      assert(answer.thumbnail_frame < 7);
      assert.equal(new Set(answer.tags).size, answer.tags.length);
    }
  });

  it('has words in it though the model wants to end at once, or to say digits only', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      await filled(babbler(seed, (token) => (/["<]/.test(token) ? 50 : 0)));
      await filled(babbler(seed, (token) => (/^\d+$/.test(token) ? 50 : 0)));
      await filled(babbler(seed, (token) => (/[\\\n]|<end>/.test(token) ? 50 : 0)));
    }
  });

  it('ends without repeating itself, though the model never ends a text', async () => {
    const words = [' the', ' sea', '.', ' '];
    const writer = babbler(1, (token) =>
      words.includes(token) ? 100 - words.indexOf(token) * 20 : 0,
    );
    const { description } = await filled(writer, { ...BOUNDS, maxTokens: 40 }, 0);
    assert.doesNotMatch(description, /the the the the the the/);
    assert(description.length < 300);
  });

  it('of a single frame without a length has no stretch', async () => {
    const bounds = { ...BOUNDS, frameTimes: [0], durationSeconds: 0 };
    assert.deepEqual((await filled(babbler(1), bounds)).segments, []);
  });

  it('has no answer from a model that gives no numbers', async () => {
    const writer = babbler(1, () => Number.NaN);
    await assert.rejects(fillForm(formFor(BOUNDS), writer, 0.7), /no numbers/);
  });
});
