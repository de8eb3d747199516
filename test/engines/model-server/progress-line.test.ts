import { deepEqual } from 'node:assert/strict';
import { progressIn } from '../../../lib/engines/model-server/progress-line.ts';

describe('a line of a model server that loads', () => {
  it('tells how far it is by its percentage, or by its progress from 0 to 1', () => {
    deepEqual(progressIn('Fetching files: 42%|####'), {
      phase: 'model server: Fetching files: 42%|####',
      fraction: 0.42,
    });
    deepEqual(progressIn('n_tokens = 1947, progress = 0.99, t = 3.34 s').fraction, 0.99);
  });

  it('is shown without the time and the level that llama-server puts before it', () => {
    deepEqual(progressIn('0.03.988.549 I srv  load_model: loading model'), {
      phase: 'model server: srv  load_model: loading model',
    });
  });

  it('tells no fraction when a number only looks like one', () => {
    deepEqual(progressIn('400% of what it was').fraction, undefined);
    deepEqual(progressIn('progress = 7 files').fraction, undefined);
  });
});
