import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { freePort } from '../support/ports.ts';
import { inRepository } from '../support/repository.ts';
import { type GulpRun, isListening, Workspace, waitFor } from '../support/workspace.ts';

const CLIPS = 12;

/**
 * Runs with a daemon each stand for machines that share a folder: what one of them knows of the others it
 * knows from the folder.
 */
describe('runs on several machines over one folder', () => {
  let workspace: Workspace;
  const stems = Array.from({ length: CLIPS }, (_, at) => `clip ${at}`);

  /** A run with a stand-in for a daemon whose model takes so long for a clip, in ms. */
  const machine = (name: string, port: number, clipMs: number, ...args: string[]): GulpRun => {
    const daemon = inRepository('test/support/seed-daemon.cjs');
    const place = ['--host', '{host}', '--port', '{port}', '--model', '{model}'];
    const command = [process.execPath, daemon, ...place, '--wait-while', workspace.path('hold')];
    const settings = {
      daemon_port: port,
      daemon_command: command,
      daemon_pid_file: `status/${name}.pid`,
      daemon_signal_file: `status/${name}.signal`,
      daemon_log_file: `logs/${name}.log`,
    };
    const config = Object.entries(settings).flatMap(([key, value]) => [
      '--config',
      `${key}=${JSON.stringify(value)}`,
    ]);
    // Not in the command, which tells who described a clip.
    const env = { DESCRIBE_MS: String(clipMs) };
    return workspace.gulpWith(env, 'stage3', ...config, ...args);
  };
  /** The clips that a machine's daemon was asked for. */
  const asked = (name: string): string[] => {
    const log = workspace.path(`logs/${name}.log`);
    const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
    return [...said.matchAll(/clip \d+(?=\.mp4)/g)].map(([stem]) => stem).toSorted();
  };

  beforeEach(async () => {
    workspace = await Workspace.make({ describe: { require_subtitles: false } });
    for (const stem of stems) {
      workspace.addClip(stem, { subtitles: false });
    }
  });
  afterEach(async () => {
    await workspace.quiet();
    workspace.tidy();
  });

  it('describe each clip once, and each ends when all are described', async () => {
    workspace.write('hold', '');
    const runs = [machine('a', await freePort(), 1500), machine('b', await freePort(), 50)];
    await waitFor(() => ['a', 'b'].every((name) => asked(name).length > 0), 'both to be at work');
    rmSync(workspace.path('hold'));
    for (const { exitCode, output } of await Promise.all(runs.map(({ ended }) => ended))) {
      assert.equal(exitCode, 0, output);
      assert.match(output, /described by another run/);
    }
    const all = [...asked('a'), ...asked('b')];
    assert.deepEqual(all.toSorted(), stems.toSorted());
    assert(asked('a').length > 0 && asked('b').length > 0);
    assert.equal(workspace.clips('.json').length, CLIPS);
    assert.deepEqual(
      readdirSync(workspace.path('clips')).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('finish what one has left that was killed, and lose no shard’s clip', async () => {
    const port = await freePort();
    const killed = machine('a', port, 1000, '--shard', '1/2');
    await waitFor(() => workspace.clips('.json').length > 0, 'a first record');
    killed.process.kill('SIGKILL');
    await killed.ended;
    const left = readdirSync(workspace.path('clips/.describing')).length;
    assert(left > 0, 'it was killed in the middle');
    const rest = [machine('b', await freePort(), 50, '--shard', '1/2')];
    rest.push(machine('c', await freePort(), 50, '--shard', '2/2'));
    for (const { exitCode, output } of await Promise.all(rest.map(({ ended }) => ended))) {
      assert.equal(exitCode, 0, output);
      assert.match(output, /Shard [12]\/2: \d+ of 12 clips/);
    }
    assert.equal(workspace.clips('.json').length, CLIPS);
    await waitFor(async () => !(await isListening(port)), 'the daemon of the killed one to end');
    // A claim whose run was killed before it had written it is void after 10 s only.
  }).timeout(180_000);

  it('leave a record alone that another has written meanwhile, which took the clip over from one that was suspended', async () => {
    for (const stem of stems.slice(1)) {
      rmSync(workspace.path(`clips/${stem}.mp4`));
    }
    const record = workspace.path('clips/clip 0.json');
    const port = await freePort();
    assert.equal((await machine('a', port, 0).ended).exitCode, 0);
    const others = readFileSync(record, 'utf8').replace(/\s*$/, '\n\n');
    rmSync(record);

    workspace.write('hold', '');
    const suspended = machine('b', port, 0);
    const claims = workspace.path('clips/.describing');
    await waitFor(() => asked('b').length > 0, 'it to be at work');
    const [claim = ''] = readdirSync(claims);
    writeFileSync(`${claims}/${claim}`, '');
    writeFileSync(record, others);
    rmSync(workspace.path('hold'));
    const { exitCode, output } = await suspended.ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /1 described by another run/);
    assert.equal(readFileSync(record, 'utf8'), others);
    rmSync(claims, { recursive: true });
  });
});
