import assert from 'node:assert/strict';
import { request } from 'undici';
import { VideoDescription } from '../../lib/record/schema.ts';
import { type Arrived, arrived, everySeconds, ofPixels, writePan } from '../support/arrived.ts';
import { ModelServer } from '../support/model-server.ts';
import { type RunningDaemon, runDaemon } from '../support/running-daemon.ts';

/** What the daemon was started with: each unlike its default, and unlike what requests ask for. */
const CONFIGURED = {
  fps: 4,
  max_pixels: 12_000,
  max_frames: 20,
  max_tokens: 700,
  temperature: 0.4,
};

describe('a request’s own parameters, at the model’s end of the wire', () => {
  let model: ModelServer;
  let daemon: RunningDaemon;
  let clip: string;
  before(async () => {
    model = await ModelServer.start();
    daemon = await runDaemon({
      subtitle_suffix: '.said.srt',
      describe: { model: model.model, server: { base_url: model.url }, ...CONFIGURED },
    });
    clip = daemon.workspace.path('clips', 'pan.mp4');
    await writePan(clip, { seconds: 3, words: 'Said beside it.', subtitles: '.said.srt' });
  });
  after(async () => {
    await daemon.stop();
    await model.kill();
  });

  const describeWith = async (
    parameters: Record<string, unknown>,
  ): Promise<{ seen: Arrived; record: VideoDescription }> => {
    const answer = await request(`${daemon.url}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: clip, ...parameters }),
    });
    const body = await answer.body.json();
    assert.equal(answer.statusCode, 200, JSON.stringify(body));
    return { seen: await arrived(model.asked.at(-1)), record: VideoDescription.parse(body) };
  };

  it('are those of the daemon’s configuration when the request has none', async () => {
    const { seen, record } = await describeWith({});

    assert.deepEqual(seen.times, everySeconds(1 / 4, 12));
    assert.equal(seen.sizes.length, 12);
    assert.ok(ofPixels(12_000, seen), JSON.stringify(seen.sizes));
    assert.equal(seen.maxTokens, 700);
    assert.equal(seen.temperature, 0.4);
    assert.deepEqual(record.provenance?.parameters, CONFIGURED);
  });

  it('fps: the pictures are so many per second, and the record says so', async () => {
    const { seen, record } = await describeWith({ fps: 2 });

    assert.deepEqual(seen.times, everySeconds(1 / 2, 6));
    assert.equal(seen.sizes.length, 6);
    assert.deepEqual(record.provenance?.parameters, { ...CONFIGURED, fps: 2 });
  });

  it('max_frames: there are no more pictures, from all over the clip', async () => {
    const { seen, record } = await describeWith({ max_frames: 3 });

    assert.deepEqual(seen.times, everySeconds(1, 3));
    assert.equal(seen.sizes.length, 3);
    assert.deepEqual(record.provenance?.parameters, { ...CONFIGURED, max_frames: 3 });
  });

  it('max_pixels: the pictures have so many pixels, at the clip’s own aspect ratio', async () => {
    const { seen, record } = await describeWith({ max_pixels: 30_000 });

    assert.ok(ofPixels(30_000, seen), JSON.stringify(seen.sizes));
    assert.deepEqual(record.provenance?.parameters, { ...CONFIGURED, max_pixels: 30_000 });
  });

  it('max_pixels under 1000 is squared: 90 is 8,100 pixels', async () => {
    const { seen, record } = await describeWith({ max_pixels: 90 });

    assert.ok(ofPixels(8100, seen), JSON.stringify(seen.sizes));
    assert.deepEqual(record.provenance?.parameters, { ...CONFIGURED, max_pixels: 8100 });
  });

  it('max_tokens: the model may say so much', async () => {
    const { seen, record } = await describeWith({ max_tokens: 1234 });

    assert.equal(seen.maxTokens, 1234);
    assert.deepEqual(record.provenance?.parameters, { ...CONFIGURED, max_tokens: 1234 });
  });

  it('temperature: the model chooses its words so freely, at 0 not at all', async () => {
    assert.equal((await describeWith({ temperature: 1.3 })).seen.temperature, 1.3);
    const { seen, record } = await describeWith({ temperature: 0 });

    assert.equal(seen.temperature, 0);
    assert.deepEqual(record.provenance?.parameters, { ...CONFIGURED, temperature: 0 });
  });

  it('subtitle_file: the model reads these words, and without it those beside the clip', async () => {
    daemon.workspace.write(
      'clips/other.srt',
      '1\n00:00:00,000 --> 00:00:01,000\nSaid elsewhere.\n',
    );
    const subtitle_file = daemon.workspace.path('clips', 'other.srt');

    assert.match((await describeWith({ subtitle_file })).seen.prompt, /"Said elsewhere\."/);
    assert.match((await describeWith({})).seen.prompt, /"Said beside it\."/);
  });
});
