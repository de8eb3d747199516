import assert from 'node:assert/strict';
import { Workspace } from '../../support/workspace.ts';

/** The package is not among this project's own, so it is missing here as it is at many users'. */
describe('gulp with a model in the process', () => {
  it('without the package says which line installs it', async () => {
    const workspace = await Workspace.make({
      describe: { engine: 'transformers', model: 'owner/model' },
    });
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /npm i -D @huggingface\/transformers/);
    await workspace.finish();
  });
});
