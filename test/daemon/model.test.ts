import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'undici';
import { recipeOf } from '../../lib/engines/recipe.ts';
import { VideoDescription } from '../../lib/record/schema.ts';
import { makeClip, plain } from '../support/clips.ts';
import { decodeJpeg } from '../support/jpeg.ts';
import {
  type Answer,
  type Asked,
  completion,
  ModelServer,
  properWords,
} from '../support/model-server.ts';
import { type RunningDaemon, runDaemon } from '../support/running-daemon.ts';

const CLIPS = 50;
const KEY = 'secret-key-1234';

/** Answers that are held back, the last first. */
const waiting: (() => void)[] = [];

describe('a daemon with a model', () => {
  let model: ModelServer;
  let daemon: RunningDaemon;
  before(async () => {
    process.env.TEST_MODEL_KEY = KEY;
    model = await ModelServer.start({ answer: later });
    const server = { base_url: model.url, api_key_env: 'TEST_MODEL_KEY', slots: CLIPS };
    daemon = await runDaemon({ describe: { model: model.model, server } });
  });
  after(async () => {
    delete process.env.TEST_MODEL_KEY;
    await daemon.stop();
    await model.kill();
  });

  const describeClip = async (filename: string): Promise<VideoDescription> => {
    const answer = await request(`${daemon.url}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename }),
    });
    const body = await answer.body.json();
    assert.equal(answer.statusCode, 200, JSON.stringify(body));
    return VideoDescription.parse(body);
  };

  it('never makes a record of another clip’s answer, with 50 in flight and answers in any order', async () => {
    setMaxListeners(0);
    mkdirSync(daemon.workspace.path('clips'), { recursive: true });
    const clips = await Promise.all(
      Array.from({ length: CLIPS }, async (_, n) => {
        const file = daemon.workspace.path('clips', `clip ${n}.mp4`);
        await makeClip(file, { pictures: [plain(n * 5, 64, 48)] });
        const srt = `1\n00:00:00,000 --> 00:00:01,000\nThis is number ${n}.\n`;
        writeFileSync(file.replace('.mp4', '_cleaned.srt'), srt);
        return file;
      }),
    );
    const records = await Promise.all(clips.map(describeClip));

    for (const [n, record] of records.entries()) {
      assert.equal(record.filename, `clip ${n}.mp4`);
      assert.match(record.video_description_long, new RegExp(`^Number ${n}, `));
    }
    // And the pictures went with the words.
    const shades = records.map(({ video_description_long: text }) =>
      Number(/\d+$/.exec(text)?.[0]),
    );
    assert.equal(new Set(shades).size, CLIPS);
    assert.equal(model.busiest, CLIPS);
  });

  it('keeps sure measures and the model’s choices, what the model said beside them, and what won', async () => {
    const record = await describeClip(daemon.workspace.addExample('village_from_the_meadow'));

    assert.equal(record.classification_model, 'stand-in');
    assert.equal(record.camera_movement, 'panning');
    assert.equal(record.model_said?.camera_movement, 'random');
    assert.deepEqual(record.model_said?.segments, [
      { in_timestamp: '00:00:00.500', out_timestamp: '00:00:02.000' },
    ]);
    assert.equal(record.out_timestamp, '00:00:02.000');
    assert.deepEqual(
      record.provenance?.decisions?.map(({ field, from }) => [field, from]),
      [
        ['primary_shot_type', 'model'],
        ['rating', 'model'],
        ['segments', 'model'],
        ['camera_movement', 'measured'],
        ['thumbnail_frame', 'model'],
      ],
    );
    assert.deepEqual(record.tags, ['dynamic', 'wide']);
    assert.equal(record.rating, 0.8);
    // Its second frame, at half a second, is number 1 at 2 fps and nearest to number 1 at 1 fps.
    assert.equal(record.thumbnail_timestamp, '00:00:00.500');
    assert.equal(record.thumbnail_frame, 1);
    assert.match(record.provenance?.prompt_sha256 ?? '', /^[0-9a-f]{64}$/);
    assert.equal(record.provenance?.prompt_version, '3');
  });

  it('writes the frame that the model chose as the thumbnail', async () => {
    const jpeg = readFileSync(daemon.workspace.path('clips', 'village_from_the_meadow_thumb.jpg'));
    const { pictures } = model.asked.at(-1) ?? assert.fail('not asked');
    const [thumbnail, ...shown] = await Promise.all(
      [jpeg, ...pictures.slice(0, 3)].map((each) =>
        decodeJpeg({ timestampSeconds: 0, picture: { width: 0, height: 0, jpeg: each } }),
      ),
    );
    const points = Array.from({ length: 40 }, (_, n) => [((n * 7) % 40) / 40, n / 40] as const);
    const away = shown.map((picture) =>
      points.reduce(
        (sum, at) => sum + Math.abs(picture.at(...at)[1] - (thumbnail?.at(...at)[1] ?? 0)),
        0,
      ),
    );

    assert.equal(away.indexOf(Math.min(...away)), 1, `${away}`);
  });

  it('tells in /status what its engine has done', async () => {
    const { engine } = (await (await request(`${daemon.url}/status`)).body.json()) as {
      engine: Record<string, number | string>;
    };
    assert.equal(engine.name, 'openai');
    assert.equal(engine.clips_done, CLIPS + 1);
    assert.equal(engine.clips_failed, 0);
    assert.equal(engine.queue_length, 0);
    assert.equal(engine.tokens_in, 900 * (CLIPS + 1));
    assert.equal(engine.tokens_out, 120 * (CLIPS + 1));
    for (const seconds of [engine.seconds_per_clip, engine.model_load_seconds]) {
      assert.match(String(seconds), /^\d+(\.\d{1,3})?$/);
    }
  });

  it('writes into the record which prompt it was made with, so that another one shows', async () => {
    const workspace = daemon.workspace;
    const record = await describeClip(workspace.path('clips', 'village_from_the_meadow.mp4'));
    workspace.write('prompt.txt', '{{frames}} {{transcript}}');
    const { prompt_sha256, prompt_version } = recipeOf(daemon.config);
    const prompt_file = workspace.path('prompt.txt');
    const other = recipeOf({
      ...daemon.config,
      describe: { ...daemon.config.describe, prompt_file },
    });

    assert.equal(record.provenance?.prompt_sha256, prompt_sha256);
    assert.equal(record.provenance?.prompt_version, prompt_version);
    assert.notEqual(record.provenance?.prompt_sha256, other.prompt_sha256);
  });

  it('shows the key to nobody', async () => {
    const log = readFileSync(daemon.config.daemon_log_file, 'utf8');
    const health = await (await request(`${daemon.url}/health`)).body.text();
    assert.equal(model.asked[0]?.headers.authorization, `Bearer ${KEY}`);
    assert.doesNotMatch(log + health, new RegExp(KEY));
  });
});

/** Says what it was asked about, once it was asked about all clips; the first are answered last. */
function later({ prompt, pictures }: Asked, count: number): Answer | Promise<Answer> {
  const number = /This is number (\d+)/.exec(prompt)?.[1];
  const sum = pictures.flatMap((jpeg) => [...jpeg]).reduce((a, b) => (a * 31 + b) % 1e9, 7);
  const more =
    number === undefined ? {} : { description: `Number ${number}, a picture with the sum ${sum}` };
  const answer = completion(JSON.stringify(properWords(more)));
  if (count > CLIPS) {
    return answer;
  }
  return new Promise((resolve) => {
    waiting.unshift(() => resolve(answer));
    if (count === CLIPS) {
      for (const answerOne of waiting) {
        answerOne();
      }
    }
  });
}
