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

  /** Starts fail whose numbers, from 1, are given. */
  const failingAt = (...numbers: number[]) => {
    let starts = 0;
    const start = async (): Promise<Runner> => {
      if (numbers.includes(++starts)) {
        throw new Error('no memory');
      }
      return new Runner();
    };
    return { supervisor: new Supervisor('It', start, () => {}), starts: () => starts };
  };

  it('that cannot be restarted once is tried again, and one that never can says so', async () => {
    const once = failingAt(2).supervisor;
    once.restart(await once.start(signal));
    await assert.rejects(once.get(signal), /no memory/);
    assert(await once.get(signal));
    await once.close();

    const { supervisor, starts } = failingAt(2, 3, 4, 5, 6);
    supervisor.restart(await supervisor.start(signal));
    while (starts() < 4) {
      await assert.rejects(supervisor.get(signal), /no memory/);
    }
    await assert.rejects(supervisor.get(signal), { code: 'MODEL_KEEPS_ENDING' });
    assert.equal(starts(), 4);
    await supervisor.close();
  });

  it('whose first start fails is not started again', async () => {
    const { supervisor, starts } = failingAt(1);
    await assert.rejects(supervisor.start(signal), /no memory/);
    await assert.rejects(supervisor.get(signal), /no memory/);
    assert.equal(starts(), 1);
    await supervisor.close();
  });
});
