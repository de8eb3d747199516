import assert from 'node:assert/strict';
import { askForWords, type Correction, type Reply } from '../../../lib/engines/answer/ask.ts';
import { subsample } from '../../../lib/engines/answer/subsample.ts';
import type { SampledFrame } from '../../../lib/media/clip-analysis.ts';
import { properWords } from '../../support/model-server.ts';

const CLIP = {
  filename: 'clip.mp4',
  durationSeconds: 10,
  frames: Array.from({ length: 8 }) as SampledFrame[],
};
const PROPER = JSON.stringify(properWords());
/** All there but the tags. */
const NO_TAGS = JSON.stringify(properWords({ tags: 7, description: 'Without tags.' }));
/** All there but tags and rating. */
const LESS = JSON.stringify(properWords({ tags: 7, rating: 'x', description: 'Even less.' }));

/** Asks a model that gives these answers one after the other. */
async function asked(...replies: (Reply | string)[]) {
  const corrections: (Correction | undefined)[] = [];
  const lines: string[] = [];
  const ask = async (correction: Correction | undefined): Promise<Reply> => {
    corrections.push(correction);
    const reply = replies[corrections.length - 1] ?? assert.fail('asked too often');
    return typeof reply === 'string' ? { text: reply } : reply;
  };
  const words = await askForWords(ask, CLIP, (line) => lines.push(line));
  return { words, corrections, lines };
}

describe('a model that is asked', () => {
  it('is asked once when its answer is whole, and nothing is logged', async () => {
    const { words, corrections, lines } = await asked(PROPER);

    assert.equal(words.description, properWords().description);
    assert.deepEqual(corrections, [undefined]);
    assert.deepEqual(lines, []);
    assert.equal(words.tokens, undefined);
  });

  it('is told what was wrong with its answer, and shown it', async () => {
    const { words, corrections, lines } = await asked(NO_TAGS, PROPER);

    assert.equal(words.description, properWords().description);
    assert.equal(corrections[1]?.answer, NO_TAGS);
    assert.equal(
      corrections[1]?.request,
      'That answer cannot be used: "tags" was 7, which is not as it was asked for. Answer again with the whole JSON object and nothing else.',
    );
    assert.match(lines[0] ?? '', /^clip\.mp4: answer 1 of at most 3 is not as asked for \("tags"/);
    assert.equal(lines.length, 1);
  });

  it('is told to be shorter when it was cut off', async () => {
    const { corrections } = await asked(
      { text: PROPER.slice(0, 40), cutOff: 'max_tokens' },
      PROPER,
    );

    assert.match(
      corrections[1]?.request ?? '',
      /used: the answer was cut off by describe\.max_tokens; .* object, with a much shorter description and nothing else\.$/,
    );
  });

  it('is shown no more than a page of a long answer, and the log has a few lines of it', async () => {
    const { corrections, lines } = await asked('x'.repeat(9000), PROPER);

    assert.equal(corrections[1]?.answer, 'x'.repeat(4000));
    assert.equal(lines[0]?.match(/x{100,}/)?.[0].length, 500);
  });

  it('is asked three times at most; the answer that lacked least is taken', async () => {
    for (const replies of [
      [LESS, NO_TAGS, LESS],
      [NO_TAGS, LESS, 'nothing'],
      [NO_TAGS, JSON.stringify(properWords({ tags: 7, description: 'Later.' })), 'nothing'],
    ]) {
      const { words, corrections, lines } = await asked(...replies);

      assert.equal(words.description, 'Without tags.');
      assert.equal(corrections.length, 3);
      assert.equal(lines.length, 3);
    }
  });

  it('fails when no answer has a description and a name, with what was wrong with the last', async () => {
    await assert.rejects(asked('no', '{}', JSON.stringify(properWords({ short_name: 5 }))), {
      code: 'ANSWER_INVALID',
      message: /clip\.mp4.*3.*"short_name" was 5/,
    });
  });

  it('is charged with the tokens of all its answers', async () => {
    const { words } = await asked(
      { text: 'no', tokens: { in: 100, out: 7 } },
      { text: PROPER, tokens: { in: 150, out: 20 } },
    );

    assert.deepEqual(words.tokens, { in: 250, out: 27 });
  });

  it('numbers the frames that it was shown; the record numbers all', async () => {
    const shown = [1, 3, 5];
    const { words } = await asked({
      text: JSON.stringify(properWords({ thumbnail_frame: 2 })),
      framesShown: shown,
    });
    assert.deepEqual(words.framesShown, shown);
    assert.equal(words.said?.thumbnail, 5);
    assert.equal(words.said?.rating, 0.8);

    const beyond = JSON.stringify(properWords({ thumbnail_frame: 3 }));
    const last = await asked({ text: beyond, framesShown: shown });
    assert.equal(last.words.said?.thumbnail, 5);

    const none = JSON.stringify(properWords({ thumbnail_frame: 'none' }));
    const without = await asked({ text: none, framesShown: shown });
    assert.equal(Object.hasOwn(without.words.said ?? {}, 'thumbnail'), false);
  });
});

describe('fewer frames', () => {
  const frames = [0, 1, 2, 3, 4, 5, 6, 7];

  it('are half of them when nobody says how many, evenly', () => {
    assert.deepEqual(subsample(frames, undefined), [1, 3, 5, 7]);
    assert.deepEqual(subsample([2, 5, 9], undefined), [5]);
  });

  it('are as many as the server takes, fewer than before, and one at least', () => {
    assert.deepEqual(subsample(frames, 2), [2, 6]);
    assert.equal(subsample(frames, 99).length, 7);
    assert.deepEqual(subsample(frames, 1), [4]);
    assert.deepEqual(subsample(frames, 0), [4]);
    assert.deepEqual(subsample([4, 6], undefined), [6]);
  });
});
