import { strict as assert } from 'node:assert';
import { Workspace } from '../support/workspace.ts';

describe('NODE_DEBUG=vlog-describe', () => {
  it('traces why the daemon was started and released, one line each', async () => {
    const workspace = await Workspace.make();
    workspace.addClip('harbour_morning');
    const { output } = await workspace.gulpWith({ NODE_DEBUG: 'vlog-describe' }, 'stage3').ended;
    const port = workspace.port;
    for (const line of [
      new RegExp(`VLOG-DESCRIBE \\d+: 127\\.0\\.0\\.1:${port} idle → starting: needed`),
      new RegExp(`port ${port}: free`),
      /start: PID \d+/,
      /→ ready: started Daemon \(PID \d+\)/,
      /ready → released: nobody in this process needs it/,
    ]) {
      assert.match(output, line);
    }
    await workspace.finish();
  });
});
