import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { resolveConfig } from '../../lib/config/load.ts';
import { recipeOf } from '../../lib/engines/recipe.ts';
import { ChangeTimes } from '../../lib/record/change-times.ts';
import { UpToDateCache } from '../../lib/record/up-to-date-cache.ts';
import { stampOfStats } from '../../lib/util/stamp.ts';
import { clipFolder } from '../support/clips.ts';

const CLIPS = 1000;
const LATER = 10_000;

describe('what was up to date', () => {
  const at = clipFolder();
  const recipe = recipeOf(resolveConfig({ describe: { model: 'measured' } }));
  const later = () => Date.now() + LATER;
  const fail = (message: string) => assert.fail(message);

  /** Writes the clip, with one time of its contents. */
  const write = (text: string) => {
    writeFileSync(at('clip.mp4'), text);
    utimesSync(at('clip.mp4'), 1000, 1000);
  };
  /** A cache that knows the first so many clips, written and read again. */
  const cacheOf = (name: string, clips = CLIPS) => {
    write('pictures');
    const cache = new UpToDateCache(at(name), recipe, later);
    for (let clip = 0; clip < clips; clip++) {
      cache.add(cache.stateOf([at('clip.mp4'), at(`none ${clip}`)]));
    }
    cache.write(fail);
    return new UpToDateCache(at(name), recipe, later);
  };
  const knows = (cache: UpToDateCache, clip = 0) =>
    cache.has(cache.stateOf([at('clip.mp4'), at(`none ${clip}`)]));

  before(function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
  });

  it('is known again by the next run', () => {
    const cache = cacheOf('a.txt');
    assert.equal(knows(cache), true);
    assert.equal(knows(cache, CLIPS), false);
  });

  it('is not known when a file has changed without another size or time', () => {
    const cache = cacheOf('b.txt');
    write('PICTURES');
    assert.equal(knows(cache), false);
  });

  it('is not known when a file has come', () => {
    const cache = cacheOf('c.txt');
    writeFileSync(at('none 5'), '');
    assert.equal(knows(cache, 5), false);
    assert.equal(knows(cache, 6), true);
  });

  it('is not known on another file system whose files have the same numbers and times', () => {
    write('pictures');
    const stats = statSync(at('clip.mp4'));
    const moved = Object.assign(statSync(at('clip.mp4')), { dev: stats.dev + 1 });
    assert.notEqual(stampOfStats(moved), stampOfStats(stats));
  });

  it('is not known to another recipe', () => {
    cacheOf('d.txt');
    assert.equal(
      knows(new UpToDateCache(at('d.txt'), { ...recipe, model: 'other' }, later)),
      false,
    );
  });

  it('has nothing of files that were written just now, which may change without a new time', () => {
    write('pictures');
    const cache = new UpToDateCache(at('e.txt'), recipe);
    assert.equal(cache.stateOf([at('clip.mp4')]), undefined);
  });

  it('has nothing of files whose file system keeps no times of changes', () => {
    assert.equal(new ChangeTimes().areKeptFor('/proc/version', statSync('/proc/version')), false);
    assert.equal(
      new UpToDateCache(at('f.txt'), recipe, later).stateOf(['/proc/version']),
      undefined,
    );
  });

  it('is written only where reading so many records takes time', () => {
    assert.equal(knows(cacheOf('g.txt', CLIPS - 1)), false);
  });

  it('is nothing in a file of something else', () => {
    for (const text of ['{"up_to_date": [1, 2', 'word\n'.repeat(CLIPS), '[['.repeat(CLIPS)]) {
      writeFileSync(at('j.txt'), text);
      assert.equal(new UpToDateCache(at('j.txt'), recipe, later).isEmpty, true);
    }
  });

  it('is nothing in a file that is a pipe, and says so when it cannot be written', () => {
    execFileSync('mkfifo', [at('h.txt')]);
    const said: string[] = [];
    const cache = new UpToDateCache(at('h.txt'), recipe, later);
    assert.equal(knows(cache), false);
    writeFileSync(at('file'), '');
    const blocked = new UpToDateCache(at('file/i.txt'), recipe, later);
    for (let clip = 0; clip < CLIPS; clip++) {
      blocked.add(String(clip));
    }
    blocked.write((line) => said.push(line));
    assert.match(said.join(), /Cannot write .*i\.txt, so the next run reads each record: /);
  });
});
