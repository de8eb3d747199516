import { strict as assert } from 'node:assert';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rotateIfLarge } from '../../lib/daemon/rotate-log.ts';

describe('the log of a daemon that runs for long', () => {
  let folder: string;
  let file: string;
  let fd: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-log-'));
    file = join(folder, 'daemon.log');
    fd = openSync(file, 'a');
  });
  afterEach(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  it('is moved aside when it is large, and goes on at its beginning', async () => {
    writeSync(fd, 'an old line\n'.repeat(100));
    await rotateIfLarge(file, fd, 1000);
    writeSync(fd, 'a new line\n');
    assert.equal(readFileSync(file, 'utf8'), 'a new line\n');
    assert.equal(readFileSync(`${file}.1`, 'utf8').length, 1200);
  });

  it('stays while it is small', async () => {
    writeSync(fd, 'a line\n');
    await rotateIfLarge(file, fd, 1000);
    assert.deepEqual(readdirSync(folder), ['daemon.log']);
  });

  it('is left alone when the daemon prints elsewhere, as in the foreground', async () => {
    writeSync(fd, 'an old line\n'.repeat(100));
    const other = openSync(join(folder, 'other'), 'a');
    await rotateIfLarge(file, other, 1000);
    closeSync(other);
    assert.deepEqual(readdirSync(folder).sort(), ['daemon.log', 'other']);
  });
});
