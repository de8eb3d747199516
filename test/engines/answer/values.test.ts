import assert from 'node:assert/strict';
import {
  readFrame,
  readRating,
  readSeconds,
  readSegments,
  readText,
  readWord,
  readWords,
  wholeSentences,
  wholeWords,
} from '../../../lib/engines/answer/fields.ts';
import { findAnswer } from '../../../lib/engines/answer/find-json.ts';
import { parseAnswer } from '../../../lib/engines/answer/parse.ts';
import { properWords } from '../../support/model-server.ts';

const BOUNDS = { durationSeconds: 10, frameCount: 8 };

/** A test for each value, so that a failure names it. */
function reads<Value, Read>(
  read: (value: Value) => Read,
  cases: readonly (readonly [value: Value, meant: Read])[],
): void {
  for (const [value, meant] of cases) {
    const as = typeof value === 'number' ? String(value) : String(JSON.stringify(value));
    it(`${as.slice(0, 50)} is read as ${JSON.stringify(meant)?.slice(0, 50)}`, () => {
      assert.deepEqual(read(value), meant);
    });
  }
}

describe('a text in an answer', () => {
  reads(readText, [
    ['  Two\n\tlines  here ', 'Two lines here'],
    ['a\u0007b\u202ec', 'abc'],
    ['Été', 'Été'],
    ['12 345 !', undefined],
    ['', undefined],
    [7, undefined],
    [null, undefined],
  ]);

  it('is a page and a half at most', () => {
    assert.equal(readText('ab'.repeat(3000))?.length, 4000);
  });

  describe('that breaks off', () => {
    reads(wholeSentences, [
      ['One. Two! And thr', 'One. Two!'],
      ['He said “Stop.” Then', 'He said “Stop.”'],
      ['One at 3.5 and', undefined],
      ['What? No', 'What?'],
      ['走る。止ま', undefined],
      ['No end', undefined],
    ]);
    reads(wholeWords, [
      ['man_on_harbour_wa', 'man_on_harbour'],
      ['man on  wa', 'man on '],
      ['man-on', 'man'],
      ['man', undefined],
      ['7_ma', undefined],
    ]);
  });
});

describe('a word of choice in an answer', () => {
  const SIZES = ['wide', 'closeup', 'moving forward'] as const;
  const ALSO = { near: 'closeup' } as const;
  const one = (value: unknown) => readWord(value, SIZES, ALSO);
  reads(one, [
    ['wide', 'wide'],
    ['Wide shot', 'wide'],
    ['a WIDE, shot', 'wide'],
    ['close-up', 'closeup'],
    ['Close Up', 'closeup'],
    ['rather near', 'closeup'],
    ['moving_forward', 'moving forward'],
    ['near closeup', 'closeup'],
    ['wide or near', undefined],
    ['widescreen', undefined],
    ['', undefined],
    [3, undefined],
  ]);

  it('is looked for in the beginning of a long text only', () => {
    assert.equal(one(`${'x '.repeat(60)} wide`), undefined);
  });

  const list = (value: unknown) => readWords(value, SIZES, ALSO);
  reads(list, [
    [
      ['wide', 'near'],
      ['wide', 'closeup'],
    ],
    [['wide', 'sunset', 'WIDE'], ['wide']],
    ['wide; near', ['wide', 'closeup']],
    ['wide|closeup', ['wide', 'closeup']],
    ['wide/near', ['wide', 'closeup']],
    [[], []],
    [['sunset'], undefined],
    [{ wide: true }, undefined],
    [7, undefined],
  ]);
});

describe('a rating in an answer', () => {
  reads(readRating, [
    [0, 0],
    [1, 1],
    [10, undefined],
    [10.5, 0.105],
    [100, 1],
    [101, undefined],
    [-0.1, undefined],
    ['.5', 0.5],
    ['+0.5', 0.5],
    [' 0,7 ', 0.7],
    ['8e-1', 0.8],
    ['8e-01', 0.8],
    ['5 %', 0.05],
    ['150%', undefined],
    ['-5%', undefined],
    ['7 of 10', 0.7],
    ['8 / 10', 0.8],
    ['17/20', 0.85],
    ['-1/10', undefined],
    ['1/0', undefined],
    ['about 0.8', undefined],
    ['0.8 maybe', undefined],
    ['12 out of ten', undefined],
    ['', undefined],
    [undefined, undefined],
    [true, undefined],
  ]);
});

describe('a frame in an answer', () => {
  const read = (value: unknown) => readFrame(value, BOUNDS);
  reads(read, [
    [2.4, 2],
    [2.6, 3],
    [7, 7],
    [8, 7],
    [9, undefined],
    [-2, undefined],
    [' 3 ', 3],
    ['frame 12', undefined],
    ['frame 5', 5],
    ['#4', 4],
    ['[5]', 5],
    ['frames 1 and 2', undefined],
    ['3 of 8', undefined],
    ['one', undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [null, undefined],
    [[3], undefined],
  ]);

  it('is none when none was shown', () => {
    assert.equal(readFrame(0, { ...BOUNDS, frameCount: 0 }), undefined);
  });
});

describe('a time in an answer', () => {
  reads(readSeconds, [
    [2.5, 2.5],
    [Number.NaN, undefined],
    ['12.75', 12.75],
    [' 12,5 sec', 12.5],
    ['3 seconds', 3],
    ['1 second', 1],
    ['4S', 4],
    ['-4', -4],
    ['+4', 4],
    ['1:05', 65],
    ['01:02:03.25', 3723.25],
    ['120:00', 7200],
    ['1:2:3:4', undefined],
    ['1:', undefined],
    ['at 1:05', undefined],
    ['1:05 h', undefined],
    ['at 4', undefined],
    ['4 m', undefined],
    ['', undefined],
    [null, undefined],
  ]);
});

describe('segments in an answer', () => {
  const read = (value: unknown) =>
    readSegments(value, BOUNDS)?.map(({ start_seconds, end_seconds }) => [
      start_seconds,
      end_seconds,
    ]);
  reads(read, [
    [[], []],
    [[[1, 2]], [[1, 2]]],
    [[{ from: 1, to: 2 }], [[1, 2]]],
    [[{ start_time: '0:01', end_time: '0:02' }], [[1, 2]]],
    [[{ begin: 1, until: 2, note: 'x' }], [[1, 2]]],
    [
      ['1-2', '3 to 4', '5 – 6', '00:07 --> 00:08'],
      [
        [1, 2],
        [3, 4],
        [5, 6],
        [7, 8],
      ],
    ],
    [[[1, 2, 99]], [[1, 2]]],
    [
      [
        [1, 2],
        [2, 3],
      ],
      [[1, 3]],
    ],
    [
      [
        [1, 2],
        [2.1, 3],
      ],
      [
        [1, 2],
        [2.1, 3],
      ],
    ],
    [
      [
        [1, 9],
        [2, 3],
      ],
      [[1, 9]],
    ],
    [
      [
        [5, 6],
        [1, 2],
      ],
      [
        [1, 2],
        [5, 6],
      ],
    ],
    [[[1, 2], 'x', null, 7, [3], { in: 4 }, { out: 5 }], [[1, 2]]],
    [[[3, 3]], undefined],
    [[[11, 12]], undefined],
    [['x'], undefined],
    ['1-2', undefined],
    [{ in: 1, out: 2 }, undefined],
  ]);
});

describe('the JSON in an answer', () => {
  const NAMES = ['a', 'b', 'c'];
  const found = (text: string): Record<string, unknown> | undefined => {
    const answer = findAnswer(text, (names) => names.filter((n) => NAMES.includes(n)).length);
    return answer && { ...Object.fromEntries(answer.fields), brokenOff: answer.brokenOff };
  };
  const whole = (fields: Record<string, unknown>) => ({ ...fields, brokenOff: undefined });
  reads(found, [
    ['{"a":1}', whole({ a: 1 })],
    ['no {b} and {"a":1} {…}', whole({ a: 1 })],
    ['{"a":1,"b":2} or {"a":3}', whole({ a: 1, b: 2 })],
    ['{"a":1} or {"a":3}', whole({ a: 3 })],
    ['<think>{"a":1,"b":2}</think>{"a":3}', whole({ a: 3 })],
    ['{"a":1}</think>{"b":2}</think> {"c":3}', whole({ c: 3 })],
    ['{"a":"} {","b":2}', whole({ a: '} {', b: 2 })],
    ['{"a":"\\"}","b":2}', whole({ a: '"}', b: 2 })],
    ['{"x":{"a":1}}', whole({ a: 1 })],
    ['{"x":{"a":1},"b":2}', whole({ x: { a: 1 }, b: 2 })],
    ['{"a":[{"in":1}],"b":2', { a: [{ in: 1 }], b: 2, brokenOff: 'b' }],
    ['{"a":1,"b":"two wor', { a: 1, b: 'two wor', brokenOff: 'b' }],
    ['{"a":1,"b":[1]', whole({ a: 1, b: [1] })],
    ['{"a": 1:05, "b": +0.5}', whole({ a: '1:05', b: 0.5 })],
    [
      '{"a": {"in": 0:01.5, "out": 1:02:03}, "b": 2}',
      whole({ a: { in: '0:01.5', out: '1:02:03' }, b: 2 }),
    ],
    ['{"a": +.5}', whole({ a: 0.5 })],
    ['{"z":1}', undefined],
    ['{}', undefined],
    ['nothing', undefined],
    [
      `${'{"a":'.repeat(20)}1${'}'.repeat(20)}`,
      whole({
        a: {
          a: {
            a: {
              a: {
                a: { a: { a: { a: { a: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } } } } },
              },
            },
          },
        },
      }),
    ],
    [`${' {x}'.repeat(20)}{"a":1}`, undefined],
    [`${' '.repeat(50_000)}{"a":1}`, undefined],
  ]);
});

describe('the fields of an answer', () => {
  const parse = (fields: Record<string, unknown>) => parseAnswer(JSON.stringify(fields), BOUNDS);
  const WORDS = properWords();

  it('may be called in camel case, with spaces, hyphens, or lines around', () => {
    const { short_name, primary_shot_type, camera_movement, ...rest } = WORDS;
    const { words, problems } = parse({
      ...rest,
      shortName: short_name,
      '__Primary  Shot-Type__': primary_shot_type,
      'camera-movement': camera_movement,
    });

    assert.deepEqual(problems, []);
    assert.equal(words?.shortName, short_name);
    assert.equal(words?.shotType, primary_shot_type);
    assert.equal(words?.said?.camera_movement, 'random');
  });

  it('go by their proper names before others, wherever those stand', () => {
    assert.equal(parse({ title: 'wrong', ...WORDS }).words?.shortName, WORDS.short_name);
    assert.equal(parse({ ...WORDS, title: 'wrong' }).words?.shortName, WORDS.short_name);
    const { short_name: _, ...rest } = WORDS;
    assert.equal(parse({ title: 'first', name: 'second', ...rest }).words?.shortName, 'first');
  });

  for (const [said, movement] of [
    ['static', 'still'],
    ['on a tripod', 'still'],
    ['fixed', 'still'],
    ['it pans left', 'panning'],
    ['a slow pan', 'panning'],
    ['forward', 'moving forward'],
    ['Handheld', 'random'],
    ['shaky', 'random'],
  ] as const) {
    it(`say ${movement} with ${JSON.stringify(said)}`, () => {
      assert.equal(
        parse({ ...WORDS, camera_movement: said }).words?.said?.camera_movement,
        movement,
      );
    });
  }

  it('say pov with a point of view', () => {
    const { words } = parse({ ...WORDS, primary_shot_type: 'Point-of-view shot' });
    assert.equal(words?.shotType, 'pov');
    assert.equal(words?.said?.primary_shot_type, 'pov');
  });

  it('may have a rating of nothing, which is not none', () => {
    const { words } = parse({ ...WORDS, rating: 0 });
    assert.equal(words?.rating, 0);
    assert.equal(words?.said?.rating, 0);
  });

  it('make no words without a description or without a name; all that lacks is told', () => {
    for (const field of ['description', 'short_name'] as const) {
      const { [field]: _, ...rest } = WORDS;
      assert.deepEqual(parse(rest), { words: undefined, problems: [`"${field}" was missing`] });
    }
    const { rating: _, ...rest } = WORDS;
    const { words, problems } = parse({ ...rest, tags: null });
    assert.deepEqual(problems, [
      '"tags" was null, which is not as it was asked for',
      '"rating" was missing',
    ]);
    assert.equal(Object.hasOwn(words ?? {}, 'rating'), false);
    assert.equal(Object.hasOwn(words?.said ?? {}, 'tags'), false);
  });

  it('are told shortened when they are long', () => {
    const { problems } = parse({ ...WORDS, rating: 'x'.repeat(99) });
    assert.deepEqual(problems, [
      `"rating" was "${'x'.repeat(58)}…, which is not as it was asked for`,
    ]);
  });

  it('may have one stretch as in_seconds and out_seconds beside them; half of one is none', () => {
    const { segments: _, ...rest } = WORDS;
    const one = parse({ ...rest, in_seconds: 1, out_seconds: 2 });
    assert.deepEqual(one.words?.said?.segments, [{ start_seconds: 1, end_seconds: 2 }]);
    assert.equal(parse({ ...rest, in_seconds: 1 }).words?.said?.segments, undefined);
  });

  it('keep no thumbnail that breaks off, and whole words of a name that does', () => {
    const { short_name, thumbnail_frame: _, ...rest } = WORDS;
    const text = JSON.stringify({ ...rest, short_name, thumbnail_frame: 5 });
    assert.equal(parseAnswer(text, BOUNDS).words?.said?.thumbnail, 5);
    const cut = parseAnswer(text.slice(0, -1), BOUNDS);
    assert.equal(cut.words?.said?.thumbnail, undefined);

    const late = JSON.stringify({ ...rest, short_name: 'man_on_harb' }).slice(0, -2);
    assert.equal(parseAnswer(late, BOUNDS).words?.shortName, 'man_on');
  });
});
