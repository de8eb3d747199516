import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hasEnded, isAlive, processRef, signalGroup } from '../../lib/process/process-ref.ts';
import { waitFor } from '../support/workspace.ts';

describe('a process by its PID and start time', () => {
  it('is alive, and dead once it has ended', async () => {
    const child = spawn('sleep', ['60']);
    const ref = processRef(child.pid ?? 0);
    assert.equal(isAlive(ref), true);
    child.kill();
    await once(child, 'exit');
    assert.equal(isAlive(ref), false);
  });

  it('is not a later process with the same PID', () => {
    const { pid, startTime } = processRef(process.pid);
    assert.equal(isAlive({ pid, startTime }), true);
    assert.equal(isAlive({ pid, startTime: `${startTime}0` }), false);
  });

  it('is not signalled when it is a later process with the same PID', async () => {
    const child = spawn('sleep', ['60']);
    signalGroup({ pid: child.pid ?? 0, startTime: 'another' }, 'SIGKILL');
    assert.equal(await hasEnded(processRef(child.pid ?? 0), 100), false);
    child.kill('SIGKILL');
  });

  it('counts as dead when it is a zombie', async () => {
    // A shell that does not wait for its child makes one.
    const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60']);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const ref = processRef(Number(String(line)));
    assert.notEqual(ref.startTime, undefined);
    await waitFor(() => !isAlive(ref), 'the zombie to count as dead');
    process.kill(ref.pid, 0);
    parent.kill('SIGKILL');
  });
});
