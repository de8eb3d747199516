import { strict as assert } from 'node:assert';
import type { Config } from '../../lib/config/schema.ts';
import {
  type DaemonHandle,
  holdDaemon,
  isClipFailure,
  VlogDescribeError,
} from '../../lib/index.ts';
import { configIn, inside } from '../support/running-daemon.ts';
import { isListening, Workspace } from '../support/workspace.ts';

describe('a daemon held without gulp', () => {
  let workspace: Workspace;
  let config: Config;
  let daemon: DaemonHandle;
  const said: string[] = [];
  before(async () => {
    workspace = await Workspace.make();
    config = configIn(workspace);
    daemon = await inside(workspace, () => holdDaemon(config, { log: (line) => said.push(line) }));
  });
  after(() => workspace.finish());

  it('is ready when it is there, and says whether it was started', () => {
    assert.match(said.join(), /started at http/);
    assert(daemon.slots >= 1);
  });

  it('describes a clip with the subtitles beside it, and several side by side', async () => {
    const clips = ['harbour_morning', 'old_town_walk'].map((name) => workspace.addExample(name));
    const records = await Promise.all(clips.map((clip) => daemon.describeClip(clip)));
    assert.deepEqual(
      records.map(({ filename }) => filename),
      ['harbour_morning.mp4', 'old_town_walk.mp4'],
    );
    assert(records.every(({ provenance }) => provenance?.subtitles !== null));
  });

  it('takes other subtitles, and paths relative to the working directory', async () => {
    workspace.addClip('harbour_morning');
    workspace.write('spoken.srt', '1\n00:00:01,000 --> 00:00:02,000\nZebras, zebras!\n');
    const record = await inside(workspace, () =>
      daemon.describeClip('clips/harbour_morning.mp4', { subtitles: 'spoken.srt' }),
    );
    assert.match(record.video_description_short, /zebras/);
  });

  it('goes on after a clip that cannot be described, whose failure is told apart', async () => {
    const bad = workspace.addFile('bad.mp4', 'no clip');
    await assert.rejects(daemon.describeClip(bad), (error: unknown) => {
      assert(error instanceof VlogDescribeError);
      assert.equal(error.code, 'CLIP_UNREADABLE');
      return isClipFailure(error);
    });
    assert((await daemon.describeClip(workspace.addClip('harbour_morning'))).rating >= 0);
  });

  it('gives a clip’s place up when its signal is aborted', async () => {
    const leave = new AbortController();
    const clip = workspace.addClip('old_town_walk');
    const described = daemon.describeClip(clip, { signal: leave.signal });
    const reason = new Error('not needed any more');
    leave.abort(reason);
    await assert.rejects(described, reason);
  });

  it('is gone once it is released, and then describes nothing', async () => {
    await daemon.release();
    await daemon.release();
    assert.equal(await isListening(config.daemon_port), false);
    assert.equal(said.filter((line) => line.endsWith(' stopped')).length, 1);
    await assert.rejects(daemon.describeClip(workspace.addClip('harbour_morning')), {
      code: 'DAEMON_RELEASED',
    });
  });
});
