import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisBoot, thisMachine } from '../../lib/process/machine.ts';
import { Claims } from '../../lib/record/claims.ts';

const SECOND_MS = 1000;

/** A run looks at least so often at a claim that it waits for, in s. */
const LOOK_SECONDS = 5;

describe('a claim on a clip', () => {
  let folder: string;
  let clip: string;
  const runs: Claims[] = [];
  let clock = 0;
  const run = (daemon: string): Claims => {
    const claims = new Claims(daemon, () => clock);
    runs.push(claims);
    return claims;
  };
  /** Whether a run that waits for the clip has it by then. */
  const hasAfter = (claims: Claims, seconds: number): boolean => {
    let has = false;
    for (let passed = 0; passed < seconds && !has; passed += LOOK_SECONDS) {
      clock += LOOK_SECONDS * SECOND_MS;
      has = claims.take(clip);
    }
    return has;
  };
  /** The one claim there, as another process would have written it. */
  const replace = (claim: object | string): string => {
    const [name = ''] = readdirSync(join(folder, '.describing'));
    const file = join(folder, '.describing', name);
    writeFileSync(file, typeof claim === 'string' ? claim : JSON.stringify(claim));
    return file;
  };
  const other = { id: 'other', machine: 'elsewhere', pid: 1, daemon: 'theirs' };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-claims-'));
    clip = join(folder, 'a.mp4');
  });
  afterEach(() => {
    for (const claims of runs.splice(0)) {
      claims.close();
    }
    rmSync(folder, { recursive: true });
  });

  it('keeps other runs from it until it is given back', () => {
    const [one, two] = [run('one'), run('two')];
    assert.equal(one.take(clip), true);
    assert.equal(two.take(clip), false);
    assert.equal(two.take(join(folder, 'b.mp4')), true);
    two.release(clip);
    assert.equal(two.take(clip), false, 'who does not have it gave it back');
    one.release(clip);
    assert.equal(two.take(clip), true);
  });

  it('keeps none from it that share the daemon, which shares its work', () => {
    const [one, two] = [run('one'), run('one')];
    assert.equal(one.take(clip), true);
    assert.equal(two.take(clip), true);
  });

  it('of a run that was killed is void at once', () => {
    run('one').take(clip);
    const pid = Number(execFileSync(process.execPath, ['--print', 'process.pid']));
    replace({ ...other, machine: thisBoot(), pid });
    assert.equal(run('two').take(clip), true);
  });

  it('of another machine is not void at once, though it has the name of this one, as copies of an image have', () => {
    run('one').take(clip);
    const pid = Number(execFileSync(process.execPath, ['--print', 'process.pid']));
    replace({ ...other, machine: `${thisMachine()}~another`, pid });
    const two = run('two');
    assert.equal(hasAfter(two, 30), false);
    assert.equal(hasAfter(two, 40), true);
  });

  it('of a run that is suspended is void after a minute, which that run sees when it goes on', () => {
    const [one, two] = [run('one'), run('two')];
    one.take(clip);
    assert.equal(two.take(clip), false);
    assert.equal(hasAfter(two, 70), true);
    assert.deepEqual([one.hasLost(clip), two.hasLost(clip)], [true, false]);
    one.takeBack(clip);
    assert.deepEqual([one.hasLost(clip), two.hasLost(clip)], [false, true]);
    two.release(clip);
    assert.equal(run('three').take(clip), false, 'who has lost it gave it back');
    one.release(clip);
    assert.equal(one.hasLost(clip), false);
    assert.equal(run('three').take(clip), true);
  });

  it('is not void because the run that waits for it was suspended itself, perhaps with all others', () => {
    run('one').take(clip);
    const two = run('two');
    assert.equal(two.take(clip), false);
    clock += 3600 * SECOND_MS;
    assert.equal(two.take(clip), false);
  });

  it('of another machine is void when it is no longer renewed, whatever its clock says', () => {
    for (const left of [other, 'half of {"a cl']) {
      run('one').take(clip);
      const file = replace(left);
      const future = new Date(Date.now() + 3_600_000);
      utimesSync(file, future, future);
      const two = run('two');
      assert.equal(two.take(clip), false);
      assert.equal(hasAfter(two, 40), false);
      const later = new Date(future.valueOf() + 2000);
      utimesSync(file, later, later);
      assert.equal(hasAfter(two, 40), false, 'it was renewed');
      assert.equal(hasAfter(two, 40), true, 'no longer');
      two.close();
    }
  });

  it('of a run that was killed before it had written it is void after 10 s', () => {
    run('one').take(clip);
    replace('');
    const two = run('two');
    assert.equal(two.take(clip), false);
    assert.equal(hasAfter(two, 10), false, 'perhaps it is being written');
    assert.equal(hasAfter(two, 5), true);
  });

  it('is void after a minute too where something else has its name, however large or without end', () => {
    const leave: ((file: string) => void)[] = [
      (file) => symlinkSync('nowhere', file),
      (file) => symlinkSync('/dev/zero', file),
      (file) => truncateSync(file, 8 * 1024 ** 3),
      (file) => mkdirSync(join(file, 'more'), { recursive: true }),
    ];
    if (process.platform !== 'win32') {
      leave.push((file) => execFileSync('mkfifo', [file]));
    }
    for (const [index, leaveAt] of leave.entries()) {
      run('one').take(clip);
      const file = replace('');
      if (index !== 2) {
        rmSync(file);
      }
      leaveAt(file);
      const two = run('two');
      assert.equal(two.take(clip), false, `${index}`);
      assert.equal(hasAfter(two, 70), true, `${index}`);
      two.close();
      rmSync(file, { recursive: true, force: true });
    }
  });

  it('leaves nothing behind, and takes no other’s away', () => {
    const one = run('one');
    one.take(clip);
    one.close();
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(one.take(clip), true);
    assert.deepEqual(readdirSync(folder), [], 'a closed one claims nothing');

    const two = run('two');
    two.take(clip);
    const file = replace(other);
    two.release(clip);
    assert.equal(existsSync(file), true);

    rmSync(file);
    const three = run('three');
    three.take(clip);
    replace(other);
    three.close();
    assert.equal(existsSync(file), true, 'taken over meanwhile');
  });

  it('of a killed run on a clip that nobody describes any more goes with the next run’s', () => {
    const one = run('one');
    one.take(clip);
    const pid = Number(execFileSync(process.execPath, ['--print', 'process.pid']));
    for (const [name, machine] of [
      ['killed', thisBoot()],
      ['elsewhere', 'elsewhere'],
    ] as const) {
      writeFileSync(join(folder, '.describing', name), JSON.stringify({ ...other, machine, pid }));
    }
    one.close();
    assert.deepEqual(readdirSync(join(folder, '.describing')), ['elsewhere']);
  });

  it('is nobody’s where none can be made: each run describes the clip', () => {
    writeFileSync(join(folder, '.describing'), '');
    assert.equal(run('one').take(clip), true);
    assert.equal(run('two').take(clip), true);
    assert.equal(run('one').take(join(folder, 'no folder', 'b.mp4')), true);
  });

  it('finds its folder again that another run has removed', () => {
    const [one, two] = [run('one'), run('two')];
    one.take(clip);
    one.release(clip);
    rmSync(join(folder, '.describing'), { recursive: true });
    assert.equal(one.take(clip), true);
    assert.equal(two.take(clip), false);
  });
});
