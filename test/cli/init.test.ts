import { strict as assert } from 'node:assert';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { parseCards } from '../../lib/cli/init/hardware.ts';
import { MODELS, suggestModel } from '../../lib/cli/init/suggest-model.ts';
import { startCli, startCliWith } from '../support/cli.ts';
import { compiled } from '../support/compiled-package.ts';

const [LARGE, MEDIUM, SMALL] = [8, 4, 2].map((size) => `Qwen/Qwen3-VL-${size}B-Instruct-GGUF`);

/** The model that suits Apple silicon depends on the machine's own memory. */
const hasMetal = process.platform === 'darwin' && process.arch === 'arm64';

describe('gulp-vlog-describe init', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-describe-init-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const modelInConfig = (): unknown =>
    parse(readFileSync(join(folder, 'config.yaml'), 'utf8')).describe.model;

  /** A PATH with nothing but a program of that name, which is the shell script: no llama-server of this machine's. */
  function withProgram(name: string, script: string): { PATH: string; HF_HUB_OFFLINE: string } {
    const programs = join(folder, '.programs');
    mkdirSync(programs, { recursive: true });
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, name), 0o755);
    return { PATH: programs, HF_HUB_OFFLINE: '1' };
  }

  const written = (): string[] => readdirSync(folder).filter((name) => !name.startsWith('.'));

  it('asks nothing without a terminal, and agrees to no download: measured, and how to have a model', async () => {
    const { stdout, exitCode } = await startCli(folder, 'init');
    assert.equal(exitCode, 0);
    assert.deepEqual(written(), ['config.yaml', 'gulpfile.mjs']);
    assert.match(stdout, /^Wrote gulpfile\.mjs\nWrote config\.yaml\n/);
    assert.match(stdout, /^Install: {2}npm install --save-dev gulp gulp-vlog-describe$/m);
    assert.match(stdout, /npx gulp stage3$/);
    const [, model = ''] = /--config describe\.model=(\S+)$/m.exec(stdout) ?? [];
    assert([LARGE, MEDIUM, SMALL].includes(model), stdout);
    assert.equal(modelInConfig(), 'measured');
    const lines = readFileSync(join(folder, 'config.yaml'), 'utf8').split('\n');
    assert.match(
      lines[lines.indexOf(`  #   model: ${model}`) - 1] ?? '',
      /\(\d\.\d GB to download\):$/,
    );
  });

  it('overwrites nothing, whatever the gulpfile is called, and says what the files should have', async () => {
    const mine = { 'gulpfile.ts': '// mine\n', 'config.yaml': 'describe: { model: measured }\n' };
    for (const [name, contents] of Object.entries(mine)) {
      writeFileSync(join(folder, name), contents);
    }
    const { stdout, exitCode } = await startCli(folder, 'init', '--model', SMALL ?? '');
    assert.equal(exitCode, 0);
    assert.match(stdout, /Kept gulpfile\.ts\nKept config\.yaml\n/);
    assert.match(stdout, /tasks\(\);/, 'the lines that it needs');
    assert.match(stdout, new RegExp(`should say:\n {2}describe.model: ${SMALL}\n`));
    assert.deepEqual(written().sort(), ['config.yaml', 'gulpfile.ts']);
    for (const [name, contents] of Object.entries(mine)) {
      assert.equal(readFileSync(join(folder, name), 'utf8'), contents);
    }
  });

  it('writes the name of another model as it is, and says so with those that are known to run', async () => {
    const { stdout, exitCode } = await startCli(folder, 'init', '--model', 'junk');
    assert.equal(exitCode, 0);
    assert.equal(modelInConfig(), 'junk');
    assert.match(stdout, /^Needs: +describe\.model junk needs a model server/m);
    assert.match(stdout, new RegExp(`junk, which is written .*not looked up.\n.*${LARGE}`));
  });

  it('--yes takes the model for the graphics card’s memory, and tells its download and what runs it', async function () {
    if (hasMetal || process.platform === 'win32') {
      this.skip();
    }
    const env = withProgram('nvidia-smi', 'echo "8188, NVIDIA GeForce RTX 4060"');
    const { stdout, exitCode } = await startCliWith(env, folder, 'init', '--yes');
    assert.equal(exitCode, 0);
    assert.equal(modelInConfig(), MEDIUM);
    assert.match(stdout, /RTX 4060 and 8 GB of memory/);
    assert.match(stdout, /\d\.\d GB to download/);
    assert.match(stdout, /^Needs: +describe\.model/m);
  });

  it('goes by the machine’s memory when the card’s driver does not answer', async function () {
    if (hasMetal || process.platform === 'win32') {
      this.skip();
    }
    const env = withProgram('nvidia-smi', 'trap "" TERM; exec /bin/sleep 60');
    const { stdout, exitCode } = await startCliWith(env, folder, 'init');
    assert.equal(exitCode, 0);
    assert.match(stdout, /on the processor alone/);
    assert.deepEqual(written(), ['config.yaml', 'gulpfile.mjs']);
  });

  describe('on a terminal', () => {
    /** Runs init on a terminal of its own, where each question gets the next answer. */
    function onTerminal(answers: readonly string[], { PATH = '' } = {}) {
      const command = `PATH='${PATH}' exec '${process.execPath}' '${compiled('cli/main')}' init`;
      const argv =
        process.platform === 'darwin'
          ? ['-q', '/dev/null', 'sh', '-c', command]
          : ['-qec', command, '/dev/null'];
      const run = execa('script', argv, {
        cwd: folder,
        stdin: 'pipe',
        all: true,
        reject: false,
        timeout: 30_000,
        env: {
          CI: undefined,
          TERM: 'dumb',
          npm_config_user_agent: undefined,
          HF_HUB_OFFLINE: '1',
        },
      });
      let output = '';
      let given = 0;
      run.all.on('data', (chunk) => {
        output += String(chunk);
        const asked = [...output.matchAll(/A number from 1 to 4|now\? \[Y\/n\]/g)].length;
        for (; given < asked; given++) {
          run.stdin.write(answers[given] ?? '\u0004');
        }
      });
      return run;
    }

    before(function () {
      if (process.platform === 'win32') {
        this.skip();
      }
    });

    it('asks which model, and installs what it needs only when told to', async () => {
      const env = withProgram('npm', 'echo "$@" > installed');
      const no = await onTerminal(['3\n', 'n\n'], env);
      assert.equal(no.exitCode, 0, no.all);
      assert.equal(modelInConfig(), SMALL);
      assert.match(no.all, /^Needs: /m);
      assert.deepEqual(written(), ['config.yaml', 'gulpfile.mjs']);
      rmSync(join(folder, 'config.yaml'));
      const yes = await onTerminal(['3\n', 'y\n'], env);
      assert.equal(yes.exitCode, 0, yes.all);
      assert.doesNotMatch(yes.all, /^(Needs|Install):/m);
      const command = 'install --save-dev gulp gulp-vlog-describe @fugood/llama.node\n';
      assert.equal(readFileSync(join(folder, 'installed'), 'utf8'), command);
    });

    for (const [what, keys] of [
      ['Ctrl-C', '\u0003'],
      ['the end of the input', '\u0004'],
    ] as const) {
      it(`writes nothing after ${what}`, async () => {
        const { all, exitCode } = await onTerminal([keys]);
        assert.notEqual(exitCode, 0, all);
        assert.deepEqual(written(), []);
      });
    }
  });
});

describe('the model that suits a machine', () => {
  const GIB = 2 ** 30;

  it('goes by memory: 16 GB, 8 GB, less; what firmware keeps for itself does not count', () => {
    for (const [gb, model] of [
      [64, LARGE],
      [16, LARGE],
      [15.2, LARGE],
      [12, MEDIUM],
      [8, MEDIUM],
      [7.6, MEDIUM],
      [6, SMALL],
      [1, SMALL],
    ] as const) {
      assert.equal(suggestModel({ memoryBytes: gb * GIB })?.model, model, `${gb} GB`);
    }
  });

  it('is a smaller one when the disk has no room, and none when it has for none', () => {
    const memoryBytes = 64 * GIB;
    assert.equal(suggestModel({ memoryBytes }, MODELS, 5e9)?.model, MEDIUM);
    assert.equal(suggestModel({ memoryBytes }, MODELS, 1e9), undefined);
  });

  it('is found by what nvidia-smi prints; what it cannot mean is no card', () => {
    assert.deepEqual(parseCards('24564, NVIDIA GeForce RTX 4090\r\n8188, NVIDIA T1000\r\n'), [
      { memoryBytes: 24_564 * 2 ** 20, name: 'NVIDIA GeForce RTX 4090' },
      { memoryBytes: 8188 * 2 ** 20, name: 'NVIDIA T1000' },
    ]);
    // Card and processor share the memory.
    assert.deepEqual(parseCards('[N/A], NVIDIA GB10\n'), [
      { memoryBytes: undefined, name: 'NVIDIA GB10' },
    ]);
    for (const output of ['', 'No devices were found\n', 'NVIDIA-SMI has failed\n', '{}', ',,']) {
      assert.deepEqual(parseCards(output), [], output);
    }
    assert.equal(parseCards('1, \u001b[31mred')[0]?.name, '\\u{1b}[31mred');
  });
});
