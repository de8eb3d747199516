import { deepEqual } from 'node:assert/strict';
import { listedIn } from '../../../lib/engines/openai/listed-models.ts';

const named = (...ids: unknown[]): string[] | undefined =>
  listedIn({ data: ids.map((id) => ({ id })) })?.map(({ id }) => id);

describe('the models that a server lists', () => {
  it('are none whose names a terminal would act on, or that are no names', () => {
    deepEqual(named('qwen\u001b[2J', 'q\u202ewen', '', 7, 'q'.repeat(500), 'qwen3-vl'), [
      'qwen3-vl',
    ]);
  });

  it('are each there once', () => {
    deepEqual(named('a', 'b', 'a'), ['a', 'b']);
  });
});
