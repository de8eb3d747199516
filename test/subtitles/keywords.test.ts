import assert from 'node:assert/strict';
import { keywords } from '../../lib/subtitles/keywords.ts';

/** The keywords of one cue per text. */
const keywordsOf = (...texts: string[]) =>
  keywords(texts.map((text, i) => ({ startSeconds: i, endSeconds: i + 1, text })));

describe('keywords', () => {
  it('are not the first words but those that say what it is about', () => {
    assert.deepEqual(keywordsOf("So, hello everyone, it's me, and this is the old harbour."), [
      'harbour',
    ]);
  });

  it('keep the order in which they are said', () => {
    assert.deepEqual(keywordsOf('We walk up the mountain.', 'Then we swim in a lake.'), [
      'walk',
      'mountain',
      'swim',
      'lake',
    ]);
  });

  it('prefer long words and words said twice', () => {
    assert.deepEqual(
      keywordsOf('Here is a cat, a box, a cup and a hat in Paris.', 'The cat likes a sandwich.'),
      ['cat', 'paris', 'likes', 'sandwich'],
    );
  });

  it('prefer names', () => {
    assert.deepEqual(keywordsOf('We take trains, ferries, buses and taxis to Oslo.'), [
      'trains',
      'ferries',
      'buses',
      'oslo',
    ]);
  });

  for (const [language, text, words] of [
    ['French', 'On est arrivés juste à l’église.', ['arrivés', 'église']],
    ['German', 'Und jetzt gehen wir durch die Altstadt.', ['altstadt']],
    ['Spanish', 'Hola, hoy vamos a la playa.', ['hola', 'playa']],
    ['Japanese', '今日は海に行きました。', ['今日', '海', '行き']],
  ] as const) {
    it(`are found in ${language}`, () => {
      assert.deepEqual(keywordsOf(text), words);
    });
  }

  it('leave out only the stop words of the language that is spoken', () => {
    // French has “car” (because) and “train” (in the course of) among its stop words.
    assert.deepEqual(keywordsOf('We take the car, and then they take the train.'), [
      'car',
      'train',
    ]);
  });

  it('leave out what is said not to be there', () => {
    assert.deepEqual(keywordsOf('No tripod, but a busy market with fruit.'), [
      'busy',
      'market',
      'fruit',
    ]);
    assert.deepEqual(keywordsOf("We don't have a tripod here. The tripods are nothing."), [
      'tripods',
    ]);
    for (const text of ['Sans trépied.', 'Ohne Stativ.', 'Pas de trépied.']) {
      assert.deepEqual(keywordsOf(text), [], text);
    }
  });

  it('are found however much is said', () => {
    const cues = Array.from({ length: 20_000 }, () => 'The old sailor sings. '.repeat(100));
    assert.deepEqual(keywordsOf('The harbour.', ...cues), ['harbour', 'sailor', 'sings']);
  });

  it('are none when nothing is said', () => {
    assert.deepEqual(keywordsOf(), []);
    assert.deepEqual(keywordsOf('Oh! And then, well … so what?', '♪ 123 ♪'), []);
  });
});
