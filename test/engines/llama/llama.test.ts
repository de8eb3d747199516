import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { resolveConfig } from '../../../lib/config/load.ts';
import type { ConfigInput } from '../../../lib/config/schema.ts';
import type { Engine } from '../../../lib/engines/engine.ts';
import { createEngine } from '../../../lib/engines/registry.ts';
import { analyzeExample } from '../../support/analyzed-clip.ts';
import { clipFolder } from '../../support/clips.ts';
import { options } from '../../support/openai.ts';
import { STAND_IN } from '../../support/stand-in.ts';
import { writeTinyGguf } from '../../support/tiny-gguf/tiny-gguf.ts';

const inFolder = clipFolder();

/** A program of this name that keeps what it was started with, and then is the stand-in for a model server. */
function llamaServer(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'llama-server');
  writeFileSync(
    program,
    `#!/bin/sh
if [ "$1" = --list-devices ]; then printf 'Available devices:\\n  CUDA0: NVIDIA X (24 MiB)\\n'; exit; fi
printf '%s\\n' "$@" > '${folder}/argv'
printf '%s' "$LLAMA_API_KEY" > '${folder}/key'
while [ $# -gt 0 ]; do
  case "$1" in --alias) model=$2;; --host) host=$2;; --port) port=$2;; esac
  shift
done
exec '${process.execPath}' '${STAND_IN}' --model "$model" --host "$host" --port "$port"
`,
  );
  chmodSync(program, 0o755);
}

async function engineFor(describe: ConfigInput['describe'], log: string[] = []): Promise<Engine> {
  const model_path = inFolder('model');
  writeTinyGguf(model_path);
  const config = resolveConfig({ describe: { model: 'tiny', model_path, ...describe } });
  return await createEngine(config, (line) => log.push(line));
}

describe('the engine llama', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
    delete process.env.LLAMA_API_KEY;
  });

  it('runs llama-server when it is in PATH, with a context of its own for each clip, and tells its build', async () => {
    llamaServer(inFolder('bin'));
    process.env.PATH = `${inFolder('bin')}${delimiter}${PATH}`;
    process.env.LLAMA_API_KEY = 'that of another server';
    const { view } = await analyzeExample('harbour_morning', [], 2);
    // A comma would make two names of it.
    const engine = await engineFor({ model: 'tiny, mine', server: { slots: 2 } });
    try {
      await engine.load(() => {}, new AbortController().signal);
      assert.equal((await engine.describe(view, options())).shortName, 'seen_by_the_stand_in');
      assert.equal(engine.model, 'tiny, mine');
      assert.equal(engine.slots, 2);
      const argv = readFileSync(inFolder('bin/argv'), 'utf8').split('\n');
      const given = (flag: string): string | undefined => argv[argv.indexOf(flag) + 1];
      assert.equal(given('-m'), inFolder('model/tiny.gguf'));
      assert.equal(given('--mmproj'), inFolder('model/mmproj-tiny.gguf'));
      assert.equal(given('--alias'), 'tiny_ mine');
      assert.equal(given('--host'), '127.0.0.1');
      assert.equal(given('-np'), '2');
      const context = Number(given('-c')) / 2;
      assert(context > 8000 && context < 16_000, `${context} tokens for a clip`);
      // Web pages and other users must not have it work for them.
      assert.match(readFileSync(inFolder('bin/key'), 'utf8'), /^[\da-f]{32}$/);
      const { file, quantization, build, device } = engine.localModel ?? {};
      assert.deepEqual(
        { file, quantization, build, device },
        {
          file: 'tiny.gguf',
          quantization: 'F32',
          build: 'llama-server b1234-stand-in',
          device: 'CUDA0',
        },
      );
    } finally {
      await engine.close();
    }
  });

  it('without llama-server and without the addon says what installs either', async () => {
    // Neither a folder nor a file that cannot be run is a program.
    mkdirSync(inFolder('a/llama-server'), { recursive: true });
    mkdirSync(inFolder('b'));
    writeFileSync(inFolder('b/llama-server'), '');
    process.env.PATH = [inFolder('a'), inFolder('b')].join(delimiter);
    await assert.rejects(engineFor({}), {
      code: 'LLAMA_MISSING',
      message: /^describe\.model tiny .*brew install llama\.cpp.*npm i -D @fugood\/llama\.node\.$/,
    });
  });

  for (const [describe, message] of [
    [
      { engine: 'llama', server: { base_url: 'http://127.0.0.1:1/v1' } },
      /server\.base_url .*left out/,
    ],
    [{ engine: 'llama', server: { command: 'llama-server' } }, /server\.command .*left out/],
    [{ dtype: 'q4' }, /describe\.dtype .*left out for a model in GGUF.*got "q4"/],
    [{ device: 'cuda' }, /describe\.device .*cpu or left out: llama-server uses the graphics card/],
  ] as const) {
    it(`refuses ${JSON.stringify(describe)}, which it would not heed`, async () => {
      llamaServer(inFolder('bin'));
      process.env.PATH = inFolder('bin');
      await assert.rejects(engineFor(describe), { code: 'CONFIG_VALUE', message });
    });
  }
});
