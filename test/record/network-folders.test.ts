import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fingerprintOf, unchanged } from '../../lib/record/fingerprint.ts';
import { writeAtomically } from '../../lib/util/write-atomically.ts';

describe('in a folder on the network', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-network-'));
    file = join(folder, 'a.mp4');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  for (const [what, seconds] of [
    ['whole seconds', 1_700_000_000],
    ['milliseconds', 1_700_000_000.123],
  ] as const) {
    it(`a file whose time another machine sees in ${what} is not read again`, async () => {
      writeFileSync(file, 'a');
      utimesSync(file, 1_700_000_000.123456, 1_700_000_000.123456);
      const then = await fingerprintOf(file);
      utimesSync(file, seconds, seconds);
      assert.equal(await unchanged(file, then), then);
      utimesSync(file, seconds - 1, seconds - 1);
      assert.notEqual(await unchanged(file, then), then);
    });
  }

  it('a change that leaves size and time alone is seen, where times are whole seconds', async () => {
    // From a second that has just begun: it is the present one for long enough.
    await sleep(1000 - (Date.now() % 1000));
    const now = Math.floor(Date.now() / 1000);
    const write = (contents: string): void => {
      writeFileSync(file, contents);
      utimesSync(file, now, now);
    };
    write('one');
    const taken = fingerprintOf(file);
    await sleep(100);
    write('two');
    assert.equal((await taken).sha256, createHash('sha256').update('two').digest('hex'));
  });

  it('a file from the future is not waited for', async () => {
    writeFileSync(file, 'a');
    const future = Math.floor(Date.now() / 1000) + 3600;
    utimesSync(file, future, future);
    assert.equal((await fingerprintOf(file)).size_bytes, 1);
  });

  it('a file that is replaced is the old one or the new one, and nothing is left beside it', async () => {
    const texts = ['x'.repeat(100_000), 'y'.repeat(50_000)];
    writeAtomically(file, texts[0] ?? '');
    let isWriting = true;
    const reading = (async () => {
      while (isWriting) {
        assert(texts.includes(readFileSync(file, 'utf8')));
        await sleep(0);
      }
    })();
    for (let write = 0; write < 100; write++) {
      writeAtomically(file, texts[write % 2] ?? '');
      await sleep(0);
    }
    isWriting = false;
    await reading;
    assert.deepEqual(readdirSync(folder), ['a.mp4']);
  });
});
