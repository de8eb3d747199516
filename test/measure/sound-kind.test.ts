import assert from 'node:assert/strict';
import { SoundKindMeter } from '../../lib/measure/sound-kind/sound-kind.ts';
import { random } from '../support/luma.ts';

const RATE = 8000;
const SECONDS = 9;
const turn = (hertz: number, t: number): number => Math.sin(2 * Math.PI * hertz * t);
const noise = (t: number): number => 2 * random(Math.round(t * RATE), 5) - 1;

const kindOf = (at: (t: number) => number) => {
  const meter = new SoundKindMeter(RATE);
  meter.add(Float32Array.from({ length: RATE * SECONDS }, (_, i) => at(i / RATE)));
  return meter.kind;
};

/** A chord, struck twice a second, that dies away; another after 3 s. */
const melody = (t: number): number => {
  const struck = Math.exp(-1.2 * ((t * 2) % 1));
  const chord = Math.floor(t / 3);
  const notes = [220, 277.2, 329.6].map((hertz, i) => hertz * 2 ** (((chord * (i + 3)) % 7) / 12));
  return 0.1 * struck * notes.reduce((sum, hertz) => sum + turn(hertz, t) + turn(2 * hertz, t), 0);
};

/** Four syllables a second: a hiss, then a vowel whose pitch falls; a pause after every fourth. */
const syllables = (t: number): number => {
  const [which, at] = [Math.floor(t * 4), (t * 4) % 1];
  if (which % 5 === 4) {
    return 0.001 * noise(t);
  }
  if (at < 0.25) {
    return 0.05 * noise(t);
  }
  const pitch = 110 + 40 * random(which, 3);
  const phase = pitch * at * (1 - 0.25 * at) * 0.25;
  const vowel = [1, 2, 3, 4, 5, 6].reduce(
    (sum, n) => sum + turn(n, phase) / (1 + Math.abs(n - 3 - 2 * random(which, 9))),
    0,
  );
  return (
    (0.1 + 0.15 * random(which, 21)) * vowel * Math.sin(Math.PI * ((at - 0.25) / 0.75)) +
    0.001 * noise(t)
  );
};

describe('the kind of sound', () => {
  it('is music-like when notes are held and change', () => {
    assert.equal(kindOf(melody), 'music-like');
  });

  it('is speech-like when syllables hiss and sing, with pauses between', () => {
    assert.equal(kindOf(syllables), 'speech-like');
  });

  it('is left open for noise, wind, hammering, a hum that never changes, and silence', () => {
    const others = {
      noise: (t: number) => 0.1 * noise(t),
      wind: (t: number) => 0.1 * noise(t) * (1 + turn(0.3, t)),
      hammering: (t: number) => 0.2 * noise(t) * Math.exp(-12 * ((t * 3) % 1)),
      hum: (t: number) => [1, 2, 3, 4, 5].reduce((sum, n) => sum + 0.05 * turn(100 * n, t), 0),
      silence: () => 0,
    };

    for (const [name, at] of Object.entries(others)) {
      assert.equal(kindOf(at), undefined, name);
    }
  });
});
