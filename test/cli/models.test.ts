import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCliWith } from '../support/cli.ts';
import { ModelServer } from '../support/model-server.ts';
import { runDaemon } from '../support/running-daemon.ts';

const WHOLE = 'Qwen/Tiny-VL-GGUF';
const BROKEN = 'other/Half-GGUF';

describe('gulp-vlog-describe models', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-describe-models-'));
    addToCache(WHOLE, { 'Tiny-Q4_K_M.gguf': 3000, 'mmproj-Tiny-F16.gguf': 500 });
    addToCache(BROKEN, { 'Half-Q8_0.gguf': 2000 });
    writeFileSync(join(folder, 'config.yaml'), `describe: { model: '${WHOLE}:Q4_K_M' }\n`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const folderOf = (name: string): string =>
    join(folder, 'hub', `models--${name.replace('/', '--')}`);

  /** Files in the hub's cache, as its clients have them where links cannot be made. */
  function addToCache(name: string, files: Record<string, number>): void {
    const snapshot = join(folderOf(name), 'snapshots', 'a'.repeat(40));
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(join(folderOf(name), 'refs'));
    writeFileSync(join(folderOf(name), 'refs', 'main'), 'a'.repeat(40));
    for (const [file, bytes] of Object.entries(files)) {
      writeFileSync(join(snapshot, file), Buffer.alloc(bytes));
    }
  }

  const models = (...args: string[]) =>
    startCliWith({ HF_HOME: folder, LC_ALL: 'C.UTF-8' }, folder, 'models', ...args);

  it('lists what the cache holds: quantisation, size, whole or not, and which is used here', async () => {
    const { stdout, exitCode } = await models();
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Qwen\/Tiny-VL-GGUF +Q4_K_M, 4 KB, used here$/m);
    assert.match(stdout, /^other\/Half-GGUF +Q8_0, 2 KB, incomplete$/m);
    assert.match(stdout, /^6 KB in /m);
  });

  it('rm removes only what was named and agreed to', async () => {
    const unasked = await models('rm', BROKEN);
    assert.equal(unasked.exitCode, 1);
    assert.match(unasked.stderr, /--yes/);
    assert(existsSync(folderOf(BROKEN)));
    const { stdout, exitCode } = await models('rm', BROKEN.toLowerCase(), '--yes');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Removed other\/Half-GGUF: 2 KB$/);
    assert(!existsSync(folderOf(BROKEN)) && existsSync(folderOf(WHOLE)));
    assert.equal((await models('remove', WHOLE)).exitCode, 2);
  });

  it('rm refuses the model of a daemon that runs, and names the daemon', async () => {
    const server = await ModelServer.start({ model: WHOLE });
    const describe = { engine: 'openai', model: WHOLE, server: { base_url: server.url } };
    const daemon = await runDaemon({ describe });
    try {
      const { stderr, exitCode } = await models('rm', WHOLE, '--yes');
      assert.equal(exitCode, 1);
      assert.match(stderr, new RegExp(`PID ${daemon.lease.pid}\\).*stop_daemon`));
      assert(existsSync(folderOf(WHOLE)));
    } finally {
      await daemon.stop();
      await server.kill();
    }
  });
});
