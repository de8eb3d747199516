import assert from 'node:assert/strict';
import { ModelServer } from '../support/model-server.ts';
import { Workspace } from '../support/workspace.ts';

describe('clips that a model described', () => {
  it('are described again when the prompt changes, and not before', async () => {
    const model = await ModelServer.start();
    const describe = { model: model.model, server: { base_url: model.url } };
    const workspace = await Workspace.make({ describe });
    try {
      workspace.addClip('harbour_morning');
      workspace.write('prompt.txt', 'Look: {{frames}}\n{{transcript}}');
      const first = await workspace.gulp('stage3').ended;
      assert.equal(first.exitCode, 0, first.output);
      const same = await workspace.gulp('stage3').ended;
      assert.match(same.output, /1 clip up to date/);
      const prompt = ['--config', 'describe.prompt_file=prompt.txt'];
      const other = await workspace.gulp('stage3', ...prompt).ended;
      assert.match(other.output, /harbour_morning\.mp4: man_on_harbour_wall/);

      assert.equal(model.asked.length, 2);
      assert.match(model.asked[1]?.content.join('') ?? '', /^Look:\nframe 0/);
      await workspace.finish();
    } finally {
      workspace.tidy();
      await model.kill();
    }
  });
});
