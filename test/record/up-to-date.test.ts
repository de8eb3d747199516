import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolveConfig } from '../../lib/config/load.ts';
import { recipeOf } from '../../lib/engines/recipe.ts';
import { RecordUnreadableError } from '../../lib/record/errors.ts';
import { reasonFor } from '../../lib/record/up-to-date.ts';
import { clipFolder } from '../support/clips.ts';

describe('a record on the disk', () => {
  const at = clipFolder();
  const recipe = recipeOf(resolveConfig({}));

  it('that is a pipe is a failure of its clip, and not waited for', async () => {
    writeFileSync(at('clip.mp4'), '');
    execFileSync('mkfifo', [at('clip.json')]);

    await assert.rejects(reasonFor(at('clip.mp4'), undefined, recipe), (error: unknown) => {
      assert.ok(error instanceof RecordUnreadableError, String(error));
      assert.equal(error.scope, 'clip');
      assert.match(error.message, /clip\.json: not a file/);
      return true;
    });
  });

  it('that is damaged is made again', async () => {
    writeFileSync(at('other.mp4'), '');
    writeFileSync(at('other.json'), '{"filename": "other.mp4"');

    assert.equal(await reasonFor(at('other.mp4'), undefined, recipe), 'record damaged');
  });
});
