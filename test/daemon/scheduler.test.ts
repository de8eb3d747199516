import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Scheduler } from '../../lib/daemon/scheduler.ts';

const never = new AbortController().signal;

/** A clip whose stages end when the test says so. */
class Clip {
  readonly #events: string[];
  readonly #name: string;
  #end: () => void = () => {};
  constructor(name: string, events: string[]) {
    this.#name = name;
    this.#events = events;
  }
  readonly read = async () => this.#stage('read');
  readonly describe = async () => this.#stage('describe');
  /** Ends the stage that it is in. */
  async go(): Promise<void> {
    this.#end();
    await setImmediate();
  }
  async #stage(stage: string): Promise<void> {
    this.#events.push(`${this.#name}: ${stage}`);
    await new Promise<void>((resolve) => {
      this.#end = resolve;
    });
  }
}

describe('the scheduler', () => {
  let events: string[];
  let slots: number;
  let scheduler: Scheduler;
  beforeEach(() => {
    events = [];
    slots = 1;
    scheduler = new Scheduler({ limit: 4, readers: 2, engineSlots: () => slots });
    scheduler.on('idle', () => events.push('idle'));
  });

  const start = (name: string, signal = never): [Clip, Promise<void>] => {
    const clip = new Clip(name, events);
    return [clip, scheduler.run(`/clips/${name}.mp4`, signal, clip)];
  };

  it('reads no more clips at a time than it has readers, in the order in which they came', async () => {
    const [a] = start('a');
    start('b');
    start('c');
    await setImmediate();
    assert.deepEqual(events, ['a: read', 'b: read']);
    await a.go();
    assert.deepEqual(events.slice(2), ['a: describe', 'c: read']);
  });

  it('reads no further clip while those that were read wait for the engine', async () => {
    const [a] = start('a');
    const [b] = start('b');
    const [c] = start('c');
    start('d');
    await setImmediate();
    await a.go();
    await b.go();
    await c.go();
    assert.deepEqual(events, ['a: read', 'b: read', 'a: describe', 'c: read']);
    assert.equal(scheduler.waitingForEngine, 2);
    await a.go();
    assert.deepEqual(events.slice(4), ['b: describe', 'd: read']);
  });

  it('gives the engine more clips once it has learned that it takes more', async () => {
    const [a] = start('a');
    const [b] = start('b');
    await setImmediate();
    slots = 2;
    await a.go();
    await b.go();
    assert.deepEqual(events.slice(2), ['a: describe', 'b: describe']);
  });

  it('refuses a clip when as many are in flight as may be', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      start(name);
    }
    await assert.rejects(start('e')[1], { code: 'QUEUE_FULL' });
    assert.equal(scheduler.status().queue_length, 4);
  });

  for (const [where, steps] of [
    ['a reader', 0],
    ['the engine', 1],
  ] as const) {
    it(`frees the place of a clip whose client hangs up while it waits for ${where}`, async () => {
      const [a] = start('a');
      const [b] = start('b');
      const abort = new AbortController();
      if (steps === 0) {
        const [, waiting] = start('c', abort.signal);
        await setImmediate();
        abort.abort(new Error('hung up'));
        await assert.rejects(waiting, /hung up/);
      } else {
        await setImmediate();
        await a.go();
        await b.go();
        const [c, waiting] = start('c', abort.signal);
        await setImmediate();
        await c.go();
        assert.equal(scheduler.waitingForEngine, 2);
        abort.abort(new Error('hung up'));
        await assert.rejects(waiting, /hung up/);
        assert.equal(scheduler.waitingForEngine, 1);
      }
      assert.equal(scheduler.status().queue_length, 2);
    });
  }

  it('is idle when the last clip has left, also by a failure', async () => {
    const [a, done] = start('a');
    const failing = scheduler.run('/clips/b.mp4', never, {
      read: () => Promise.reject(new Error('no video')),
      describe: async () => {},
    });
    await assert.rejects(failing, /no video/);
    assert.equal(scheduler.isIdle, false);
    assert.equal(scheduler.status().current_file, 'a.mp4');
    await a.go();
    await a.go();
    await done;
    assert.equal(events.at(-1), 'idle');
    assert.equal(scheduler.isIdle, true);
    assert.equal(scheduler.status().total_processed, 1);
  });
});
