import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { Watchdog } from '../../lib/process/watchdog.ts';
import { waitFor } from '../support/workspace.ts';

/** In ms. */
const LIMIT = 200;

describe('a watchdog', () => {
  let silent = false;
  let watchdog: Watchdog;
  beforeEach(() => {
    silent = false;
    watchdog = new Watchdog(LIMIT, () => {
      silent = true;
    });
    watchdog.heard();
  });
  afterEach(() => watchdog.stop());

  /** As SIGSTOP does it: no timer fires, and the clock goes on. */
  const suspend = (ms: number): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  };

  it('tells of a silence', async () => {
    await waitFor(() => silent, 'the silence to be told');
  });

  it('tells of none while something is heard', async () => {
    for (let time = 0; time < 3 * LIMIT; time += LIMIT / 10) {
      await sleep(LIMIT / 10);
      watchdog.heard();
    }
    assert.equal(silent, false);
  });

  it('that was suspended itself gives the other side its time again, and tells of a silence then', async () => {
    for (let suspension = 0; suspension < 5; suspension++) {
      suspend(3 * LIMIT);
      await sleep(0);
      assert.equal(silent, false);
    }
    await waitFor(() => silent, 'the silence to be told');
  });
});
