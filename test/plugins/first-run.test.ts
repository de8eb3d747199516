import { strict as assert } from 'node:assert';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { parse } from 'yaml';
import { VideoDescription } from '../../lib/record/schema.ts';
import { startCli } from '../support/cli.ts';
import { inRepository } from '../support/repository.ts';
import { Workspace } from '../support/workspace.ts';

/** Says what there is and does nothing. */
const LOOK = ['stage3', '--dry-run'];

describe('a newcomer’s first run', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(() => workspace.finish());

  /** An example clip anywhere in the workspace. */
  const put = (path: string, subtitles?: string): void => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    mkdirSync(workspace.path(folder), { recursive: true });
    copyFileSync(inRepository('examples/clips/harbour_morning.mp4'), workspace.path(path));
    if (subtitles !== undefined) {
      copyFileSync(
        inRepository('examples/clips/harbour_morning_cleaned.srt'),
        workspace.path(path.replace(/\.\w+$/, subtitles)),
      );
    }
  };
  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, output } = await workspace.gulp(...args).ended;
    assert.equal(exitCode, 0, output);
    return output;
  };

  it('npx gulp alone is stage3', async () => {
    put('clips/a.mp4', '_cleaned.srt');
    assert.match(await run('--config', 'describe.fps=1'), /1 clip described/);
  });

  it('an extension in capitals makes no difference', async () => {
    put('clips/a.MP4', '_cleaned.srt');
    assert.match(await run(...LOOK), /Would describe a\.MP4/);
  });

  it('clips of another kind, or in sub-folders only: what is there, and the key that takes it', async () => {
    put('clips/GX01.MOV');
    put('clips/day 1/a.mp4');
    const output = await run('stage3');
    assert.match(output, /No clips: nothing matches clips\/\*\.mp4/);
    assert.match(output, /1 file ending in \.mov\. preview_extension: \[mp4, mov\] takes it/);
    assert.match(output, /1 file in sub-folders of clips\. preview_folder: clips\/\*\* takes it/);
  });

  it('an original beside its preview is none of these', async () => {
    put('clips/a.mp4', '_cleaned.srt');
    put('clips/a.MOV');
    assert.doesNotMatch(await run(...LOOK), /Not taken/);
  });

  it('preview_folder and preview_extension take lists, and ** sub-folders: a record beside each clip', async () => {
    put('clips/day 1/a.mp4', '_cleaned.srt');
    put('clips/day 2/a.MOV', '_cleaned.srt');
    put('elsewhere/a.mp4', '_cleaned.srt');
    put('elsewhere/below/no.mp4', '_cleaned.srt');
    const output = await run(
      'stage3',
      '--config=preview_folder=[clips/**, elsewhere]',
      '--config=preview_extension=[mp4, .mov]',
    );
    assert.match(output, /3 clips described/);
    // Names that tell them apart.
    for (const name of ['clips/day 1/a.mp4', 'clips/day 2/a.MOV', 'elsewhere/a.mp4']) {
      assert.match(output, new RegExp(`\\] ${name}: \\w+`));
      const record = workspace.path(name.replace(/\.\w+$/, '.json'));
      VideoDescription.parse(JSON.parse(readFileSync(record, 'utf8')));
    }
    assert.equal(existsSync(workspace.path('elsewhere/below/no.json')), false);
  });

  it('the daemon reads clips of every preview_folder, also outside the working directory', async () => {
    const other = await Workspace.make();
    other.addClip('far');
    put('clips/a.mp4', '_cleaned.srt');
    await run('stage3', `--config=preview_folder=[clips, ${other.path('clips')}/**]`);
    VideoDescription.parse(other.record('far'));
    await other.finish();
  });

  it('raw subtitles beside the clips: the last line names the key that takes them', async () => {
    put('clips/a.mp4', '.srt');
    assert.match(
      await run('stage3'),
      /subtitles ending in \.srt\. Set subtitle_suffix: \.srt.*\n.*Finished/,
    );
  });

  it('names in the log are relative to the folder, also of clips that fail', async () => {
    mkdirSync(workspace.path('clips/sub'));
    workspace.addFile('sub/bad.mp4', 'no video');
    const { output } = await workspace.gulp('stage3', '--config=preview_folder=clips/**').ended;
    assert.match(output, /\] sub\/bad\.mp4: not a readable video/);
  });

  for (const [what, clips, expected] of [
    [
      'clips of a camera in this very folder',
      [['./GX01.MOV']],
      { preview_folder: '.', preview_extension: 'mov', describe: { require_subtitles: false } },
    ],
    [
      'sub-folders with raw subtitles',
      [['videos/preview/day 1/a.mp4', '.srt'], ['videos/preview/day 2/b.MP4']],
      { preview_folder: 'videos/preview/**', subtitle_suffix: '.srt' },
    ],
    ['what stage 2 leaves', [['videos/preview/a.mp4', '_cleaned.srt']], {}],
  ] as const) {
    it(`init finds ${what}, and the config.yaml that it writes takes them`, async () => {
      for (const [path, subtitles] of clips) {
        put(path, subtitles);
      }
      renameSync(workspace.path('config.yaml'), workspace.path('mine.yaml'));
      const { all } = await startCli(workspace.folder, 'init');
      assert.match(all, new RegExp(`Clips: +${clips.length} clips? `));
      const { describe, ...rest } = parse(readFileSync(workspace.path('config.yaml'), 'utf8'));
      const { describe: wanted = {}, ...top } = expected as { describe?: object };
      // All that is below these is commented out.
      assert.deepEqual(rest, {
        preview_folder: 'videos/preview',
        report: null,
        timeline: null,
        ...top,
      });
      assert.deepEqual(describe, { model: 'measured', ...wanted });
      assert.match(await run(...LOOK), /Would describe/);
    });
  }
});
