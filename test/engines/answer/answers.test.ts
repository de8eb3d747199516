import assert from 'node:assert/strict';
import { parseAnswer } from '../../../lib/engines/answer/parse.ts';
import { properWords } from '../../support/model-server.ts';

const BOUNDS = { durationSeconds: 10, frameCount: 8 };
const WORDS = {
  description: 'A man walks along the harbour wall. A boat passes behind him.',
  shortName: 'man_on_harbour_wall',
  shotType: 'establishing',
  tags: ['dynamic', 'wide'],
  rating: 0.8,
};

/** What is read from an answer. */
const read = (text: string) => parseAnswer(text, BOUNDS);
const said = (more: Record<string, unknown>) => read(JSON.stringify(properWords(more)));

/** The answer is understood in full, whatever became of it on the way. */
function understood(text: string): void {
  const { words, problems } = read(text);
  assert.deepEqual(problems, []);
  const { said: _, ...rest } = words ?? assert.fail('no words');
  assert.deepEqual(rest, WORDS);
}

const PROPER = JSON.stringify(properWords());

describe('a model’s answer', () => {
  it('is read when there is nothing to repair', () => understood(PROPER));

  it('may stand in a code fence', () => {
    understood(`\`\`\`json\n${PROPER}\n\`\`\``);
    understood(`\`\`\`\n${PROPER}`);
  });

  it('may have other text around it, with braces of its own', () => {
    understood(`Of course! {Here} it is:\n\n${PROPER}\n\nShall I go on {or not}?`);
  });

  it('may follow reasoning with drafts of it', () => {
    understood(`<think>{"description": "A dog", "short_name": "dog"} no…</think>\n${PROPER}`);
    understood(`{"description": "a draft", "short_name": "a_draft"} better:\n${PROPER}`);
  });

  it('may be wrapped in another object or in a list', () => {
    understood(`{"answer": ${PROPER}}`);
    understood(`[${PROPER}]`);
  });

  it('may have trailing commas, other quotation marks, comments, or bare names', () => {
    understood(PROPER.replace(/}$/, ',}').replaceAll(']', ',]'));
    understood(PROPER.replaceAll('"', "'"));
    understood(PROPER.replace(/"(\w+)":/g, '$1:'));
    understood(PROPER.replace('{', '{ // the clip\n'));
  });

  it('may lack its last brace', () => understood(PROPER.slice(0, -1)));

  it('may call its fields as the record does', () => {
    const { description, short_name, ...rest } = properWords();
    understood(
      JSON.stringify({
        video_description_long: description,
        'Video Description Short': short_name,
        ...rest,
      }),
    );
  });

  it('keeps whole sentences of a description that is cut off, and asks for the rest', () => {
    const { words, problems } = read(PROPER.slice(0, PROPER.indexOf(' passes')));
    assert.equal(words, undefined);
    assert.equal(problems[0], '"short_name" was missing');

    const late = { short_name: 'a_b', primary_shot_type: 'pov', tags: [], rating: 1 };
    const text = JSON.stringify({ ...late, description: 'A man walks. A boat pas' }).slice(0, -2);
    assert.equal(read(text).words?.description, 'A man walks.');
    assert.deepEqual(read(text).problems, []);
  });

  it('does not take a number that is cut off for the whole one', () => {
    const cut = PROPER.slice(0, PROPER.indexOf('0.8') + 2);
    assert.deepEqual(read(cut).problems, ['the answer broke off in "rating"']);
    assert.equal(read(cut).words?.rating, undefined);
  });

  it('may have enum values in any case, with words around them', () => {
    understood(JSON.stringify(properWords({ primary_shot_type: 'Establishing shot' })));
    understood(JSON.stringify(properWords({ tags: ['DYNAMIC', 'Wide'] })));
    understood(JSON.stringify(properWords({ tags: 'dynamic, wide' })));
    assert.deepEqual(said({ tags: ['Close-Up', 'sunset'] }).words?.tags, ['closeup']);
    assert.equal(
      said({ camera_movement: 'Panning right' }).words?.said?.camera_movement,
      'panning',
    );
  });

  it('is asked for again when an enum value is unknown, or two are given', () => {
    assert.deepEqual(said({ primary_shot_type: 'wide' }).problems, [
      '"primary_shot_type" was "wide", which is not as it was asked for',
    ]);
    assert.equal(said({ primary_shot_type: 'pov or insert' }).problems.length, 1);
    assert.equal(said({ tags: ['sunset'] }).problems.length, 1);
  });

  for (const [rating, meant] of [
    ['0.85', 0.85],
    ['0,85', 0.85],
    ['85%', 0.85],
    ['85 percent', 0.85],
    [85, 0.85],
    [100, 1],
    ['8/10', 0.8],
    ['4 out of 5', 0.8],
    [0, 0],
  ] as const) {
    it(`may rate ${JSON.stringify(rating)}`, () => {
      assert.equal(said({ rating }).words?.rating, meant);
    });
  }

  it('has no rating when it is endless, below nothing, or of an unknown scale', () => {
    const endless = PROPER.replace('0.8', '5e91313');
    assert.deepEqual(read(endless).problems, [
      '"rating" was Infinity, which is not as it was asked for',
    ]);
    for (const rating of ['Infinity', 'NaN', -3, 7, 66_211_210, 'great', '12/10', null]) {
      assert.equal(said({ rating }).words?.rating, undefined, String(rating));
      assert.equal(said({ rating }).problems.length, 1);
    }
  });

  for (const [what, segments, meant] of [
    ['seconds', [{ in_seconds: 1, out_seconds: 2.5 }], [[1, 2.5]]],
    ['seconds in texts', [{ in_seconds: '1 s', out_seconds: '2,5' }], [[1, 2.5]]],
    ['MM:SS', [{ in_seconds: '0:01', out_seconds: '00:02.5' }], [[1, 2.5]]],
    [
      'the record’s form',
      [{ in_timestamp: '00:00:01.000', out_timestamp: '00:00:02.500' }],
      [[1, 2.5]],
    ],
    [
      'pairs',
      [[1, 2.5], '0:03 - 0:04'],
      [
        [1, 2.5],
        [3, 4],
      ],
    ],
    [
      'times beyond the clip',
      [
        { in_seconds: 8, out_seconds: 99 },
        { in_seconds: 50, out_seconds: 60 },
      ],
      [[8, 10]],
    ],
    ['reversed stretches', [{ in_seconds: 5, out_seconds: 2 }], [[2, 5]]],
    [
      'crossing stretches, in no order',
      [
        [4, 8],
        [1, 2],
        [3, 5],
      ],
      [
        [1, 2],
        [3, 8],
      ],
    ],
    ['stretches before the clip', [{ in_seconds: -4, out_seconds: 3 }], [[0, 3]]],
  ] as const) {
    it(`may give ${what} for segments`, () => {
      const { words, problems } = said({ segments });
      assert.deepEqual(problems, []);
      assert.deepEqual(
        words?.said?.segments,
        meant.map(([start_seconds, end_seconds]) => ({ start_seconds, end_seconds })),
      );
    });
  }

  it('may give times without quotation marks', () => {
    const text = PROPER.replace('"in_seconds":0.5', '"in_seconds": 0:01');
    assert.deepEqual(read(text).words?.said?.segments, [{ start_seconds: 1, end_seconds: 2 }]);
  });

  it('may give one stretch beside the other fields, as the seed’s model does', () => {
    const { segments: _, ...rest } = properWords();
    const text = JSON.stringify({ ...rest, in_timestamp: '00:01', out_timestamp: '00:03' });
    assert.deepEqual(read(text).words?.said?.segments, [{ start_seconds: 1, end_seconds: 3 }]);
  });

  it('has no segments and no thumbnail when they make no sense, and is not asked again for them', () => {
    const { words, problems } = said({
      segments: [{ in_seconds: 'x', out_seconds: null }],
      thumbnail_frame: 'the best one',
      camera_movement: 'flying',
    });
    assert.deepEqual(problems, []);
    const { shotType, tags, rating } = WORDS;
    assert.deepEqual(words?.said, { primary_shot_type: shotType, tags, rating });
  });

  it('names no thumbnail with a frame that it was not shown; one beyond the last is counted from 1', () => {
    assert.equal(said({ thumbnail_frame: 8 }).words?.said?.thumbnail, 7);
    assert.equal(said({ thumbnail_frame: 99 }).words?.said?.thumbnail, undefined);
    assert.equal(said({ thumbnail_frame: -1 }).words?.said?.thumbnail, undefined);
    assert.equal(said({ thumbnail_frame: 'frame 3' }).words?.said?.thumbnail, 3);
    assert.equal(said({ thumbnail_frame: '2' }).words?.said?.thumbnail, 2);
  });

  it('cannot smuggle in prototypes, other fields, or control characters', () => {
    const { words } = read(
      `{"__proto__": {"rating": 0.1}, "filename": "/etc/passwd", ${PROPER.slice(1).replace('A man', 'A\\u202e\\u0007 man\\ud800')}`,
    );
    assert.equal(words?.description, WORDS.description);
    assert.equal(words?.rating, 0.8);
    assert.equal(Object.hasOwn(words ?? {}, 'filename'), false);
  });

  it('is none when there is no JSON in it', () => {
    for (const text of ['', 'I cannot do that.', '{}', '[1, 2]', '{"a": 1}', '{'.repeat(50_000)]) {
      const { words, problems } = read(text);
      assert.equal(words, undefined);
      assert.deepEqual(problems, ['there was no JSON object with the fields asked for']);
    }
  });
});
