import assert from 'node:assert/strict';
import { tellingWords } from '../../../lib/engines/measured/keywords.ts';

/** The telling words of one cue per text. */
const telling = (...texts: string[]) =>
  tellingWords(
    texts.map((text, i) => ({ startSeconds: i, endSeconds: i + 1, text })),
    4,
  );

describe('telling words', () => {
  it('are not the first words but those that say what it is about', () => {
    assert.deepEqual(telling("So, hello everyone, it's me, and this is the old harbour."), [
      'harbour',
    ]);
  });

  it('keep the order in which they are said', () => {
    assert.deepEqual(telling('We walk up the mountain.', 'Then we swim in a lake.'), [
      'walk',
      'mountain',
      'swim',
      'lake',
    ]);
  });

  it('prefer long words and words said twice', () => {
    assert.deepEqual(
      telling('Here is a cat, a box, a cup and a hat in Paris.', 'The cat likes a sandwich.'),
      ['cat', 'paris', 'likes', 'sandwich'],
    );
  });

  it('prefer names', () => {
    assert.deepEqual(telling('We take trains, ferries, buses and taxis to Oslo.'), [
      'trains',
      'ferries',
      'buses',
      'oslo',
    ]);
  });

  for (const [language, text, words] of [
    ['French', 'On est arrivés juste à l’église.', ['arrivés', 'église']],
    ['German', 'Und jetzt gehen wir durch die Altstadt.', ['gehen', 'altstadt']],
    ['Spanish', 'Hola, hoy vamos a la playa.', ['hoy', 'playa']],
    ['Japanese', '今日は海に行きました。', ['今日', '海', '行き']],
  ] as const) {
    it(`are found in ${language}`, () => {
      assert.deepEqual(telling(text), words);
    });
  }

  it('are none when nothing is said', () => {
    assert.deepEqual(telling(), []);
    assert.deepEqual(telling('Oh! And then, well … so what?', '♪ 123 ♪'), []);
  });
});
