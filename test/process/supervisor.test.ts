import assert from 'node:assert/strict';
import { type Running, Supervisor } from '../../lib/process/supervisor.ts';

/** Something that runs until it is ended, or crashes. */
class Runner implements Running {
  crash: (how: string) => void = () => {};
  readonly ended = new Promise<string>((resolve) => {
    this.crash = resolve;
  });
  async end(): Promise<void> {
    this.crash('ended');
  }
}

const signal = new AbortController().signal;

describe('a process that an engine depends on', () => {
  it('is started again after each crash, and not after the third in a row', async () => {
    const log: string[] = [];
    const supervisor = new Supervisor(
      'It',
      async () => new Runner(),
      (line) => log.push(line),
    );
    let process = await supervisor.start(signal);
    for (let crash = 0; crash < 2; crash++) {
      process.crash('SIGSEGV');
      await process.ended;
      process = await supervisor.get(signal);
    }
    process.crash('SIGSEGV');
    await process.ended;
    await assert.rejects(supervisor.get(signal), { code: 'MODEL_KEEPS_ENDING' });
    assert.equal(log.length, 3);
    await supervisor.close();
  });

  it('may be restarted on purpose as often as one likes: that is no crash', async () => {
    const log: string[] = [];
    const supervisor = new Supervisor(
      'It',
      async () => new Runner(),
      (line) => log.push(line),
    );
    const first = await supervisor.start(signal);
    let last = first;
    for (let restart = 0; restart < 5; restart++) {
      supervisor.restart(last);
      // A second time has no effect, as for one that is gone already.
      supervisor.restart(last);
      last = await supervisor.get(signal);
    }
    assert.notEqual(last, first);
    assert.deepEqual(log, []);
    await supervisor.close();
    assert.equal(await last.ended, 'ended');
  });

  it('that cannot be restarted says so to whoever waits for it', async () => {
    let starts = 0;
    const start = async (): Promise<Runner> => {
      if (++starts > 1) {
        throw new Error('no memory');
      }
      return new Runner();
    };
    const supervisor = new Supervisor('It', start, () => {});
    supervisor.restart(await supervisor.start(signal));
    await assert.rejects(supervisor.get(signal), /no memory|3 times in a row/);
    await supervisor.close();
  });
});
