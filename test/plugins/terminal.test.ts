import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { GULP, Workspace } from '../support/workspace.ts';

/** A progress line is redrawn some 12 times a second; a run of a minute prints less than this. */
const MOST_OUTPUT = 500_000;

describe('the progress line', () => {
  let workspace: Workspace;
  const clips = [1, 2, 3, 4, 5].map((clip) => `clip ${clip}`);

  beforeEach(async () => {
    workspace = await Workspace.make();
    for (const clip of clips) {
      workspace.addExample('harbour_morning', clip);
    }
  });
  afterEach(() => workspace.finish());

  /** Runs a shell script on a terminal of its own, which has no size until stty gives it one. */
  function onTerminal(script: string, env: Record<string, string> = {}) {
    const argv =
      process.platform === 'darwin'
        ? ['-q', '/dev/null', 'sh', '-c', script]
        : ['-qec', script, '/dev/null'];
    return execa('script', argv, {
      cwd: workspace.folder,
      stdin: 'ignore',
      all: true,
      reject: false,
      timeout: 60_000,
      maxBuffer: MOST_OUTPUT,
      env: { CI: undefined, TERM: 'xterm', FORCE_COLOR: '0', ...env },
    });
  }

  const gulp = `exec '${process.execPath}' '${GULP}' --no-color stage3`;

  function assertAllDescribed(): void {
    for (const clip of clips) {
      assert(existsSync(workspace.path('clips', `${clip}.json`)), clip);
    }
  }

  it('is not drawn on a terminal of 0 columns; each clip has a line of its own', async () => {
    const run = await onTerminal(gulp);
    assert.equal(run.exitCode, 0, run.all);
    assertAllDescribed();
    assert.match(run.all, /clip 1\.mp4: \w+/);
    assert.doesNotMatch(run.all, /of 5 ·/);
  });

  for (const [colours, env] of [
    [true, { FORCE_COLOR: '1' }],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }],
  ] as const) {
    it(`${colours ? 'is in colour' : 'has no colour with NO_COLOR'}`, async () => {
      const { all } = await onTerminal(`stty cols 80 rows 24 < /dev/tty; ${gulp}`, env);
      assert.match(all, /of 5 ·/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
      assert.equal(/\u001b\[\d+m[⠋⠙⠹]/.test(all), colours, all);
    });
  }

  it('tells how far the pictures of a report are', async () => {
    const report = gulp.replace(/stage3$/, 'report');
    const { all, exitCode } = await onTerminal(`stty cols 80 rows 24 < /dev/tty; ${report}`);
    assert.equal(exitCode, 0, all);
    assert.match(all, /pictures: \d of 5.*clip \d\.mp4/);
  });

  it('goes away when its terminal is resized to 0 columns, and the run goes on', async () => {
    const resize =
      '(until [ -e resize ]; do sleep 0.02; done; stty cols 0 rows 0 < /dev/tty; : > resized)';
    const run = onTerminal(`stty cols 80 rows 24 < /dev/tty; ${resize} & ${gulp}`);
    let wide = '';
    run.all.on('data', (chunk) => {
      wide += String(chunk);
      if (/of 5/.test(wide)) {
        workspace.write('resize', '');
      }
    });
    const { exitCode, all } = await run;
    assert.equal(exitCode, 0, all);
    assert(existsSync(workspace.path('resized')));
    assertAllDescribed();
    assert.match(all, /\.mp4: \w+/);
  });
});
