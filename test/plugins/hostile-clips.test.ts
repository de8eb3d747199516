import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { HOSTILE_SUBTITLES, REFUSED_SUBTITLES } from '../support/hostile-subtitles.ts';
import { Workspace } from '../support/workspace.ts';

describe('gulp stage3 over clips that are made to do harm', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(() => workspace.finish());

  it('describes every other clip, whatever subtitles these have', async () => {
    const all = { ...HOSTILE_SUBTITLES, ...REFUSED_SUBTITLES };
    for (const [name, subtitles] of Object.entries(all)) {
      workspace.addClip(name, { subtitles: false });
      workspace.write(`clips/${name}_cleaned.srt`, subtitles());
    }
    workspace.addClip('good');
    const { output } = await workspace.gulp('stage3').ended;

    const refused = Object.keys(REFUSED_SUBTITLES);
    for (const name of refused) {
      assert.match(output, new RegExp(`${name}_cleaned.srt: not readable as SRT or WebVTT`));
    }
    assert.match(output, new RegExp(`${refused.length} of ${Object.keys(all).length + 1} clips`));
    assert.deepEqual(
      workspace.clips('.json').toSorted(),
      ['good', ...Object.keys(HOSTILE_SUBTITLES)].map((name) => `${name}.json`).toSorted(),
    );
    assert.doesNotMatch(output, /starting again|another daemon/i);
  });

  it('fails what is a pipe, a folder or a circle of links by its name, with the reason', async () => {
    execFileSync('mkfifo', ['clips/pipe.mp4', 'clips/said_cleaned.srt'], { cwd: workspace.folder });
    workspace.write('clips/pipe_cleaned.srt', '');
    workspace.addClip('said', { subtitles: false });
    mkdirSync(workspace.path('clips/folder.mp4'));
    workspace.write('clips/folder_cleaned.srt', '');
    symlinkSync('circle.mp4', workspace.path('clips/circle.mp4'));
    workspace.write('clips/circle_cleaned.srt', '');
    workspace.addClip('good');
    const { output } = await workspace.gulp('stage3').ended;

    assert.match(output, /pipe\.mp4: not a readable video \(not a file\)/);
    assert.match(
      output,
      /said_cleaned\.srt: not readable as SRT or WebVTT subtitles \(.*not a file/,
    );
    assert.match(output, /circle\.mp4: .*too many symbolic links/);
    assert.deepEqual(workspace.clips('.json'), ['good.json']);
  });

  it('fails a clip that may not be read by its name, with the reason', async function () {
    if (process.getuid?.() === 0) {
      // Nothing is forbidden to root.
      this.skip();
    }
    chmodSync(workspace.addClip('secret'), 0);
    workspace.addClip('good');
    const { output } = await workspace.gulp('stage3').ended;

    assert.match(output, /secret\.mp4: not a readable video \(.*permission denied/);
    assert.match(output, /1 of 2 clips could not be described/);
    assert.deepEqual(workspace.clips('.json'), ['good.json']);
  });
});
