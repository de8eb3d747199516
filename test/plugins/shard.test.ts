import { strict as assert } from 'node:assert';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Vinyl from 'vinyl';
import { resolveConfig } from '../../lib/config/load.ts';
import { pending } from '../../lib/plugins/pending.ts';
import { shardOf } from '../../lib/plugins/shard-of.ts';

const CLIPS = resolveConfig({ preview_folder: '/clips/**' });

/** The one of eight shards that a clip is in. */
function shardAt(path: string, folder?: string | string[], total = 8): number {
  const config = folder === undefined ? CLIPS : resolveConfig({ preview_folder: folder });
  return shardOf(new Vinyl({ cwd: '/', base: '/clips', path }), total, config);
}

/** How far the largest or smallest part is from an even one, in percent. */
function unevenness(names: readonly string[], total = 8): number {
  const parts = new Array<number>(total).fill(0);
  for (const name of names) {
    const at = shardAt(`/clips/${name}.mp4`, undefined, total) - 1;
    parts[at] = (parts[at] ?? 0) + 1;
  }
  const even = names.length / total;
  return Math.max(...parts.map((part) => (100 * Math.abs(part - even)) / even));
}

const COUNT = 2000;

describe('a shard of the clips', () => {
  for (const [naming, nameOf] of Object.entries<(at: number) => string>({
    'clip-17': (at) => `clip-${at}`,
    GX010017: (at) => `GX01${String(at).padStart(4, '0')}`,
    'clip_170, in steps of ten': (at) => `clip_${at * 10}`,
    'day-2/clip-17': (at) => `day-${Math.floor(at / 60)}/clip-${at % 60}`,
    'cam2/C0017, from four cameras': (at) => `cam${at % 4}/C${Math.floor(at / 4)}`,
  })) {
    it(`is an eighth of ${COUNT} clips, within 5 %, when they are named ${naming}`, () => {
      const names = Array.from({ length: COUNT }, (_, at) => nameOf(at));
      assert(unevenness(names) <= 5, `${unevenness(names)} %`);
    });
  }

  it('is for good: a clip is in the same one on every machine and with every version', () => {
    const parts = [
      'harbour',
      'clip-1',
      'clip-2',
      'day-1/a 01',
      'größe',
      '早上好',
      '20240512_143022',
    ];
    assert.deepEqual(
      parts.map((name) => shardAt(`/clips/${name}.mp4`)),
      [6, 1, 6, 1, 7, 2, 8],
    );
  });

  it('does not depend on where the folder is mounted, nor on how its path is written', () => {
    const here = shardAt('/clips/day-1/größe 17.mp4');
    assert.equal(shardAt('/mnt/nas/day-1/größe 17.mp4', '/mnt/nas/**'), here);
    assert.equal(shardAt('/mnt/nas/day-1/größe 17.mp4', ['/mnt/other', '/mnt/nas/**']), here);
    assert.equal(shardAt('/clips/day-1/größe 17.mp4'.normalize('NFD')), here);
    assert.equal(shardAt('/clips/day-1\\größe 17.mp4'), here);
    // gulp.src() may read another folder than the configured one.
    assert.equal(shardAt('/clips/day-1/größe 17.mp4', '/elsewhere'), here);
  });

  it('has all clips that would have the same record', () => {
    for (let clip = 0; clip < 50; clip++) {
      const one = shardAt(`/clips/a ${clip}.mp4`);
      assert.equal(shardAt(`/clips/a ${clip}.mov`), one);
      assert.equal(shardAt(`/clips/A ${clip}.MP4`), one);
    }
  });

  it('of a count of parts that is the double is half of it', () => {
    for (let clip = 0; clip < 50; clip++) {
      const path = `/clips/a ${clip}.mp4`;
      assert.equal(Math.ceil(shardAt(path, undefined, 16) / 2), shardAt(path));
    }
  });

  it('is what pending() lets through, by its option or by the configuration', async () => {
    const through = async (shard?: string, option?: string): Promise<string[]> => {
      const config = { preview_folder: '/clips', describe: { require_subtitles: false } };
      const passed: string[] = [];
      await pipeline(
        Readable.from(
          Array.from({ length: 20 }, (_, at) => new Vinyl({ path: `/clips/clip-${at}.mp4` })),
        ),
        pending({ ...config, ...(shard && { shard }) }, option ? { shard: option } : {}),
        new Writable({
          objectMode: true,
          write: (clip: Vinyl, _encoding, next) => {
            passed.push(clip.basename);
            next();
          },
        }),
      );
      return passed;
    };
    const all = await through();
    assert.equal(all.length, 20);
    const parts = await Promise.all(['1/3', '2/3', '3/3'].map((part) => through(part)));
    assert.deepEqual(parts.flat().toSorted(), all.toSorted());
    assert.deepEqual(await through('1/3', '2/3'), parts[1]);
  });

  for (const shard of ['0/8', '9/8', '2', '2/0', '-1/8', '1.5/8', '1/10001', '']) {
    it(`is none that is written ${JSON.stringify(shard)}`, () => {
      const message = `shard in the options must be a part such as 2/8, the second of eight, got ${JSON.stringify(shard)}.`;
      assert.throws(() => pending({}, { shard }), { code: 'CONFIG_VALUE', message });
      assert.throws(() => pending({ shard }), { code: 'CONFIG_VALUE', message });
    });
  }
});
