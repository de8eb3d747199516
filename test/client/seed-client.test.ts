import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { ModelServer } from '../support/model-server.ts';
import { seedCommand, startDaemon, stopDaemon } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

describe('the seed’s own programs beside ours', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());

  it('its client’s records are up to date for stage3, which asks for the same in other words', async () => {
    const model = await ModelServer.start();
    try {
      workspace = await Workspace.make({
        describe: { model: model.model, server: { base_url: model.url } },
      });
      const filename = workspace.addClip('clip');
      await startDaemon(workspace);
      const answer = await fetch(`http://127.0.0.1:${workspace.port}/describe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        // What its client sends when nothing is configured: 224 squared, and its own limit.
        body: JSON.stringify({
          filename,
          fps: 1.0,
          max_pixels: 50_176,
          max_tokens: 10_000,
          temperature: 0.7,
        }),
      });
      writeFileSync(workspace.path('clips', 'clip.json'), await answer.text());
      const { output } = await workspace.gulp('stage3').ended;
      assert.match(output, /1 clip up to date/);
      await stopDaemon(workspace);
    } finally {
      await model.kill();
    }
  });

  it('its daemon is asked for pictures of 50,176 pixels, where 224 would be 15×15', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand() });
    workspace.addClip('clip');
    await workspace.gulp('stage3').ended;
    assert.match(workspace.log(), /asked .*"max_pixels":50176/);
  });
});
