import { strict as assert } from 'node:assert';
import { appendFileSync } from 'node:fs';
import { request } from 'undici';
import { ModelServer, properWords } from '../support/model-server.ts';
import { settingsFor } from '../support/openai.ts';
import { type RunningDaemon, runDaemon } from '../support/running-daemon.ts';

describe('a clip that changes while it is described', () => {
  let model: ModelServer;
  let daemon: RunningDaemon;
  let whileAsked = (): void => {};
  before(async () => {
    model = await ModelServer.start({
      answer: () => {
        whileAsked();
        return JSON.stringify(properWords());
      },
    });
    daemon = await runDaemon({ describe: settingsFor(model) });
  });
  after(async () => {
    await daemon.stop();
    await model.kill();
  });

  it('gets no record of what it was, but one of what it is when it is asked for again', async () => {
    const { workspace, url } = daemon;
    const clip = workspace.addClip('growing');
    const describeClip = async () => {
      const { statusCode, body } = await request(`${url}/describe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ filename: clip }),
      });
      return { statusCode, body: (await body.json()) as { code?: string; detail?: string } };
    };
    whileAsked = () => appendFileSync(clip, '\0\0\0\u0008free');
    const { statusCode, body } = await describeClip();
    assert.equal(statusCode, 409);
    assert.equal(body.code, 'CLIP_CHANGED');
    assert.match(String(body.detail), /growing\.mp4: it changed while it was described/);
    whileAsked = () => {};
    assert.equal((await describeClip()).statusCode, 200);
  });
});
