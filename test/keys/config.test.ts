import assert from 'node:assert/strict';
import type { ConfigInput } from '../../lib/config/schema.ts';
import { VideoDescription } from '../../lib/record/schema.ts';
import { type Arrived, arrived, everySeconds, ofPixels, writePan } from '../support/arrived.ts';
import { ModelServer } from '../support/model-server.ts';
import { seedCommand, stopDaemon } from '../support/running-daemon.ts';
import { type Outcome, Workspace } from '../support/workspace.ts';

const KEY = 'secret-key-of-a-test';

/** Each unlike its default. */
const TURNED = { fps: 5, max_pixels: 9000, max_frames: 7, max_tokens: 1500, temperature: 0.2 };

/** The same on a command line. */
const FLAGS = Object.entries(TURNED).flatMap(([key, value]) => [
  '--config',
  `describe.${key}=${value}`,
]);

describe('the keys of config.yaml, at the model’s end of the wire', () => {
  let model: ModelServer;
  let workspace: Workspace;
  before(async () => {
    process.env.TEST_KEYS_API_KEY = KEY;
    model = await ModelServer.start();
  });
  after(async () => {
    delete process.env.TEST_KEYS_API_KEY;
    await model.kill();
  });

  /** A folder with two clips, of 1 and of 3 s, that say what they are. */
  const folder = async (
    config: ConfigInput = {},
    extension = 'mp4',
    subtitles = '_cleaned.srt',
  ) => {
    workspace = await Workspace.make({
      ...config,
      describe: { model: model.model, server: { base_url: model.url }, ...config.describe },
    });
    const clip = (stem: string) => workspace.path('clips', `${stem}.${extension}`);
    await writePan(clip('short'), { seconds: 1, words: 'This is short.', subtitles });
    await writePan(clip('long'), { seconds: 3, words: 'This is long.', subtitles });
  };
  const stage3 = async (...args: string[]): Promise<Outcome> => {
    model.asked.length = 0;
    return await workspace.gulp('stage3', ...args).ended;
  };
  /** What was asked about the clip that says this. */
  const about = (words: string): Promise<Arrived> =>
    arrived(model.asked.find(({ prompt }) => prompt.includes(words)));

  /** The same for whoever sets them: the file, or the command line. */
  const theyArrive = () => {
    it('fps: the pictures are so many per second', async () => {
      const { times, sizes } = await about('This is short.');

      assert.deepEqual(times, everySeconds(1 / 5, 5));
      assert.equal(sizes.length, 5);
    });

    it('max_frames: there are no more pictures, from all over the clip', async () => {
      const { times, sizes } = await about('This is long.');

      assert.equal(sizes.length, 7);
      assert.equal(times.length, 7);
      assert.ok((times.at(-1) ?? 0) > 2.4, `${times}`);
    });

    it('max_pixels: the pictures have so many pixels, at the clip’s own aspect ratio', async () => {
      const { sizes, ...seen } = await about('This is long.');

      assert.ok(ofPixels(9000, { ...seen, sizes }), JSON.stringify(sizes));
    });

    it('max_tokens: the model may say so much', async () => {
      assert.equal((await about('This is long.')).maxTokens, 1500);
    });

    it('temperature: the model chooses its words so freely', async () => {
      assert.equal((await about('This is long.')).temperature, 0.2);
    });

    it('the record says with which of them it was made', () => {
      const { provenance } = VideoDescription.parse(workspace.record('long'));

      assert.deepEqual(provenance?.parameters, TURNED);
    });
  };

  describe('set in the file', () => {
    before(async () => {
      await folder(
        {
          preview_extension: 'mov',
          subtitle_suffix: '.en.srt',
          describe: {
            ...TURNED,
            prompt_file: 'prompt.txt',
            server: { base_url: model.url, api_key_env: 'TEST_KEYS_API_KEY' },
          },
        },
        'mov',
        '.en.srt',
      );
      workspace.addClip('harbour_morning');
      workspace.write('prompt.txt', 'Say it in Latin.\n{{frames}}\n{{transcript}}\n');
      const { exitCode, output } = await stage3();
      assert.equal(exitCode, 0, output);
    });
    after(() => workspace.finish());

    theyArrive();

    it('prompt_file: the model is asked in these words and not in the built-in ones', async () => {
      const { prompt } = await about('This is long.');

      assert.match(prompt, /\nSay it in Latin\.\n\nframe 0: <0\.0 seconds>\n/);
      assert.doesNotMatch(prompt, /raw footage/);
    });

    it('server.api_key_env: the key that the variable holds goes with every clip', async () => {
      assert.equal((await about('This is short.')).key, `Bearer ${KEY}`);
      assert.equal((await about('This is long.')).key, `Bearer ${KEY}`);
    });

    it('preview_extension and subtitle_suffix: these clips are described, and no others', () => {
      assert.equal(model.asked.length, 2);
      assert.deepEqual(workspace.clips('.json').sort(), ['long.json', 'short.json']);
    });
  });

  describe('set for one run, with a daemon that was started without them', () => {
    before(async () => {
      await folder();
      const started = await workspace.gulp('start_daemon').ended;
      assert.equal(started.exitCode, 0, started.output);
      const { exitCode, output } = await stage3(...FLAGS);
      assert.equal(exitCode, 0, output);
      assert.match(output, /joined/);
    });
    after(async () => {
      await stopDaemon(workspace);
      await workspace.finish();
    });

    theyArrive();

    it('require_subtitles: a clip without is held back; when it is false, described', async () => {
      await writePan(workspace.path('clips', 'silent.mp4'));
      const held = await stage3();
      assert.equal(held.exitCode, 0, held.output);
      assert.ok(!workspace.clips('.json').includes('silent.json'));
      const { exitCode, output } = await stage3('--config', 'describe.require_subtitles=false');

      assert.equal(exitCode, 0, output);
      assert.match((await about('there are no subtitles')).prompt, /there are no subtitles/);
      const { provenance } = VideoDescription.parse(workspace.record('silent'));
      assert.equal(provenance?.subtitles, null);
    });
  });

  it('timeout: a model that says nothing costs the clip so long, and the run fails', async () => {
    const silent = await ModelServer.start({ answer: () => 'silence' });
    try {
      await folder({
        describe: { model: silent.model, server: { base_url: silent.url }, timeout: 1 },
      });
      const { exitCode, output } = await stage3();

      assert.equal(exitCode, 1, output);
      assert.match(output, /long\.mp4: .*(within|in) .*\b(1|0\.\d) s/);
      assert.deepEqual(workspace.clips('.json'), []);
      await workspace.finish();
    } finally {
      await silent.kill();
      workspace.tidy();
    }
  });

  it('all that it knows go to another program’s daemon with each clip', async () => {
    await folder({ daemon_command: seedCommand() });
    try {
      const { exitCode, output } = await stage3(...FLAGS);
      assert.equal(exitCode, 0, output);
      const asked = [...workspace.log().matchAll(/^asked (.*)$/gm)].map(
        ([, body = '']) => JSON.parse(body) as Record<string, unknown>,
      );

      // The seed's daemon knows no such limit.
      const { max_frames: _ours, ...known } = TURNED;
      assert.equal(asked.length, 2);
      for (const parameters of asked) {
        assert.deepEqual({ ...parameters, ...known }, parameters);
      }
      await workspace.finish();
    } finally {
      workspace.tidy();
    }
  });
});
