import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { VideoDescription } from '../../lib/record/schema.ts';
import { processesIn } from '../support/processes.ts';
import { seedCommand } from '../support/running-daemon.ts';
import { type GulpRun, Workspace, waitFor } from '../support/workspace.ts';

describe('Ctrl-C', () => {
  let workspace: Workspace;
  afterEach(async () => {
    await workspace.finish();
  });

  const describing = async (): Promise<GulpRun> => {
    workspace = await Workspace.make();
    for (let clip = 0; clip < 30; clip++) {
      workspace.addExample('harbour_morning', `clip ${clip}`);
    }
    const run = workspace.gulp('stage3');
    await run.printed(/clip \d+\.mp4: /);
    return run;
  };
  /** A daemon that takes long to start, and longer to end. */
  const starting = async ({ stopSeconds = 1 } = {}): Promise<GulpRun> => {
    workspace = await Workspace.make({
      daemon_command: seedCommand('--load-ms', '60000', '--ignore-sigterm'),
      daemon_stop_timeout: stopSeconds,
    });
    workspace.addClip('harbour_morning');
    const run = workspace.gulp('stage3');
    // Once it has said so, it ignores SIGTERM.
    const log = workspace.path('logs/daemon.log');
    await waitFor(
      () => existsSync(log) && readFileSync(log, 'utf8').includes('stand-in with'),
      'the daemon to start',
    );
    return run;
  };

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`(${signal}) while it describes leaves whole records, no daemon, and exit code ${code}`, async () => {
      const run = await describing();
      run.process.kill(signal);
      const { exitCode, output } = await run.ended;
      assert.equal(exitCode, code, output);
      assert.match(output, /Stopping; again to stop at once\n(?:.*\n)*Daemon .* stopped\n/);
      const records = workspace.clips('.json');
      assert(records.length > 0 && records.length < 30, `${records.length} records`);
      assert.match(output, /\n\d+ of 30 clips described; run again for the rest$/);
      for (const name of records) {
        VideoDescription.parse(workspace.record(name.replace('.json', '')));
      }
    });

    it(`(${signal}) while the daemon starts ends it too, with exit code ${code}`, async () => {
      const run = await starting();
      run.process.kill(signal);
      assert.equal((await run.ended).exitCode, code);
    });
  }

  it('twice ends at once, although the daemon is slow to end', async () => {
    const run = await starting({ stopSeconds: 4 });
    run.process.kill('SIGINT');
    // Sooner it would count as npx's echo of the first.
    await sleep(600);
    run.process.kill('SIGINT');
    assert.equal((await run.ended).exitCode, 130);
    assert.notDeepEqual(processesIn(workspace.folder), [], 'it waited for the daemon to end');
  });

  it('that arrives twice within a moment, as through npx, counts as one', async () => {
    const run = await describing();
    run.process.kill('SIGINT');
    await sleep(10);
    run.process.kill('SIGINT');
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 130);
    assert.match(output, /stopped/, output);
  });
});
