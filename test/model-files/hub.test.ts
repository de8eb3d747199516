import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import type { VlogDescribeError } from '../../lib/errors.ts';
import {
  type FindProgress,
  findModelFiles,
  listModels,
  type ModelFiles,
  remoteSize,
  removeModel,
} from '../../lib/model-files/index.ts';
import { nodeEntry } from '../../lib/process/entry.ts';
import { COMMIT, Hub, HubCache, sendPart, sha256Of } from '../support/hub.ts';
import { waitFor } from '../support/workspace.ts';
import { model, projector } from './gguf-file.ts';

const REPOSITORY = 'Qwen/Qwen3-VL-4B-Instruct-GGUF';
const FOLDER = 'models--Qwen--Qwen3-VL-4B-Instruct-GGUF';
const MODEL_FILE = 'Qwen3VL-4B-Instruct-Q4_K_M.gguf';
const PROJECTOR_FILE = 'mmproj-Qwen3VL-4B-Instruct-Q8_0.gguf';

/** 600 KB, so that half of it is more than one packet. */
const MODEL = Buffer.concat([model(), Buffer.alloc(600_000, 7)]);
const PROJECTOR = projector();
const SHA256 = sha256Of(MODEL);

describe('a model of the hub', () => {
  let hub: Hub;
  let cache: HubCache;
  let phases: FindProgress[];
  const blob = (name: string): string => cache.in(FOLDER, 'blobs', name);
  const find = (name = REPOSITORY, signal = new AbortController().signal): Promise<ModelFiles> =>
    findModelFiles({ model: name }, (progress) => phases.push(progress), signal);
  const refused = async (code: string, message: RegExp, name = REPOSITORY): Promise<void> => {
    await assert.rejects(find(name), (error: VlogDescribeError) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  };
  /** Answers the first requests of a kind in another way. */
  const first =
    <Args extends unknown[]>(times: number, handler: (...args: Args) => true) =>
    (...args: Args): boolean =>
      times-- > 0 && handler(...args);
  const isFor = ({ url = '' }: IncomingMessage, file: string): boolean => url.includes(file);

  beforeEach(async () => {
    hub = await Hub.start();
    hub.add(REPOSITORY, {
      [MODEL_FILE]: MODEL,
      [PROJECTOR_FILE]: PROJECTOR,
      'README.md': Buffer.from('#'),
    });
    cache = new HubCache();
    cache.use(hub);
    phases = [];
  });
  afterEach(async () => {
    cache.remove();
    await hub.close();
  });

  it('is downloaded into the cache that all clients of the hub share, and then needs no hub', async () => {
    const files = await find();

    const snapshot = cache.in(FOLDER, 'snapshots', COMMIT);
    assert.equal(files.model, join(snapshot, MODEL_FILE));
    assert.equal(files.projector, join(snapshot, PROJECTOR_FILE));
    assert.equal(files.sha256, SHA256);
    assert.equal(files.bytes, MODEL.length + PROJECTOR.length);
    assert.equal(readlinkSync(files.model), join('..', '..', 'blobs', SHA256));
    assert.deepEqual(readFileSync(blob(SHA256)), MODEL);
    assert.equal(readFileSync(cache.in(FOLDER, 'refs', 'main'), 'utf8'), COMMIT);
    assert.deepEqual(readdirSync(cache.in(FOLDER, 'blobs')).length, 2);
    assert.deepEqual(readdirSync(cache.in('.locks', FOLDER)), []);

    await hub.close();
    assert.deepEqual(await find(), files);
    assert.deepEqual(await find(`${REPOSITORY}:q4_k_m`), files);
  });

  it('tells how many bytes there are of how many, and the share of all files', async () => {
    await find();

    const downloads = phases.filter(({ fraction }) => fraction !== undefined);
    assert.match(
      downloads[0]?.phase ?? '',
      /^downloading Qwen3VL-4B-Instruct-Q4_K_M\.gguf: \d+ of \d+ KB$/,
    );
    for (const { fraction = -1 } of downloads) {
      assert(fraction >= 0 && fraction <= 1, String(fraction));
    }
  });

  it('that breaks off goes on where it stopped', async () => {
    hub.onContents = first(2, (request, response) =>
      sendPart(hub, request, response, 0.5, 'break'),
    );

    assert.equal((await find()).sha256, SHA256);
    const [whole, half, rest] = hub.ranges;
    assert.equal(whole, undefined);
    assert.match(half ?? '', /^bytes=[1-9]\d*-$/);
    assert.match(rest ?? '', /^bytes=[1-9]\d*-$/);
    assert(phases.some(({ phase }) => /trying again in 1 s/.test(phase)));
  });

  it('that is cancelled stops although the hub is silent, keeps what has arrived, and goes on in the next run', async () => {
    const cancel = new AbortController();
    hub.onContents = first(1, (request, response) =>
      sendPart(hub, request, response, 0.5, 'stall'),
    );
    const found = find(REPOSITORY, cancel.signal);
    await waitFor(() => sizeOf(blob(`${SHA256}.incomplete`)) > 200_000, 'half of the file');
    cancel.abort(new Error('called off'));

    await assert.rejects(found, /called off/);
    const arrived = sizeOf(blob(`${SHA256}.incomplete`));
    assert(arrived > 200_000);
    assert.deepEqual(readdirSync(cache.in('.locks', FOLDER)), []);
    assert.equal((await find()).sha256, SHA256);
    assert.equal(hub.ranges[1], `bytes=${arrived}-`);
    assert(!existsSync(blob(`${SHA256}.incomplete`)));
  });

  it('starts anew where the hub cannot go on', async () => {
    const answers: Hub['onContents'][] = [
      // Another part than the one that is asked for.
      (_, response) => {
        response.writeHead(206, { 'content-range': 'bytes 0-9999/600000' });
        response.end(MODEL.subarray(0, 10_000));
        return true;
      },
      // All of it.
      (_, response) => {
        response.end(MODEL);
        return true;
      },
    ];
    for (const answer of answers) {
      rmSync(cache.in(FOLDER), { recursive: true, force: true });
      mkdirSync(cache.in(FOLDER, 'blobs'), { recursive: true });
      writeFileSync(blob(`${SHA256}.incomplete`), MODEL.subarray(0, 1000));
      hub.requests.length = 0;
      let asked = 0;
      hub.onContents = (request, response) => asked++ === 0 && answer(request, response);

      assert.equal((await find()).sha256, SHA256);
      assert.equal(hub.ranges[0], 'bytes=1000-');
      assert.equal(hub.ranges[1], undefined);
    }
  });

  it('with another hash or more bytes than the hub says is deleted, which is one error', async () => {
    hub.onContents = (request, response) => {
      response.end(isFor(request, MODEL_FILE) ? Buffer.alloc(MODEL.length) : PROJECTOR);
      return true;
    };
    await refused('DOWNLOAD_CORRUPT', /Q4_K_M\.gguf .*hash/);
    assert.equal(hub.ranges.length, 1);
    assert.deepEqual(readdirSync(cache.in(FOLDER, 'blobs')), []);

    hub.onContents = (_, response) => {
      response.end(Buffer.concat([MODEL, Buffer.alloc(1)]));
      return true;
    };
    await refused('DOWNLOAD_CORRUPT', /longer than/);
    assert(!existsSync(cache.in(FOLDER, 'snapshots')));
  });

  it('of a mirror that lists names alone is found by its tree, also without LFS', async () => {
    const git = createHash('sha1')
      .update(`blob ${PROJECTOR.length}\0`)
      .update(PROJECTOR)
      .digest('hex');
    const tree = `/api/models/${REPOSITORY}/tree/${COMMIT}?recursive=true`;
    const pages: Record<string, object[]> = {
      [tree]: [
        { type: 'directory', path: 'a.gguf', oid: git },
        { type: 'file', path: MODEL_FILE, size: 135, lfs: { oid: SHA256, size: MODEL.length } },
      ],
      [`${tree}&cursor=2`]: [
        { type: 'file', path: PROJECTOR_FILE, size: PROJECTOR.length, oid: git },
      ],
    };
    hub.onHub = ({ url = '' }, response) => {
      const siblings = [{ rfilename: MODEL_FILE }, { rfilename: PROJECTOR_FILE }];
      const answer = url.includes('/revision/') ? { sha: COMMIT, siblings } : pages[url];
      if (url === tree) {
        response.setHeader('link', `<${hub.endpoint}${tree}&cursor=2>; rel="next"`);
      }
      if (answer !== undefined) {
        response.end(JSON.stringify(answer));
      }
      return answer !== undefined;
    };

    assert.equal((await find()).sha256, SHA256);
    assert.deepEqual(readFileSync(blob(git)), PROJECTOR);
    assert.deepEqual(readdirSync(cache.in(FOLDER, 'blobs')).sort(), [SHA256, git].sort());
  });

  it('is asked for with the token, which no other server gets to see', async () => {
    cache.use(hub, { HF_TOKEN: 'hf_secret' });
    await find();

    for (const { at, token } of hub.requests) {
      assert.equal(token, at === 'hub' ? 'Bearer hf_secret' : undefined);
    }
    assert(hub.ranges.length > 0);
  });

  it('needs no token file that only another user may read', async function () {
    if (process.getuid === undefined || process.getuid() === 0) {
      // Nothing is kept from root, and Windows has other rights.
      return this.skip();
    }
    writeFileSync(join(cache.home, 'token'), 'hf_secret');
    chmodSync(join(cache.home, 'token'), 0);
    await find();

    assert(hub.requests.every(({ token }) => token === undefined));
  });

  it('is never fetched from another server without TLS, and redirects end', async () => {
    for (const [location, reason] of [
      ['http://mirror.example/file', /redirect to http:\/\/mirror\.example/],
      ['file:///etc/passwd', /redirect to file:/],
      [`${hub.endpoint}/api/models/${REPOSITORY}/revision/main`, /more than 5 redirects/],
    ] as const) {
      hub.onHub = (_, response) => {
        response.writeHead(307, { location }).end();
        return true;
      };
      await refused('HUB_ANSWER', reason);
    }
    cache.use(undefined, { HF_ENDPOINT: 'http://mirror.example' });
    await refused('HUB_SETTINGS', /HF_ENDPOINT must be an https URL/);
    const https_proxy = 'proxy';
    cache.use(undefined, { HF_ENDPOINT: 'https://mirror.example', https_proxy });
    await refused('HUB_SETTINGS', /HTTPS_PROXY must be an http or https URL/);
  });

  it('that is private, gated, unknown or refused tells what to do', async () => {
    const answer = (status: number, headers: Record<string, string> = {}) => {
      hub.onHub = (_, response) => {
        response.writeHead(status, headers).end();
        return true;
      };
    };
    answer(401);
    await refused('HUB_ACCESS', /set HF_TOKEN .*check its name/);
    cache.use(hub, { HF_TOKEN: 'hf_old' });
    await refused('HUB_ACCESS', /the token in HF_TOKEN is not valid/);
    answer(403, { 'x-error-code': 'GatedRepo' });
    await refused(
      'HUB_ACCESS',
      new RegExp(`accept its conditions at ${hub.endpoint}/${REPOSITORY}.*HF_TOKEN`),
    );
    answer(404);
    await refused('HUB_MODEL_UNKNOWN', /has no model Qwen\/Qwen3/);
    answer(418);
    await refused('HUB_ANSWER', /status 418/);
    hub.onHub = (_, response) => {
      response.end('<html>');
      return true;
    };
    await refused('HUB_ANSWER', /no JSON/);
    await refused('MODEL_NAME', /owner\/name/, 'Qwen/../x-GGUF');
  });

  it('is asked for again when the hub is busy or ill, as late as it wishes, and not for ever', async () => {
    const busy = (after: string) =>
      first(1, (_: IncomingMessage, response) => {
        response.writeHead(429, { 'retry-after': after }).end();
        return true;
      }) as Hub['onHub'];
    hub.onHub = busy('3600');
    await refused('HUB_BUSY', /429, for 3600 s/);

    hub.onHub = busy('1');
    hub.onContents = first(1, (_, response) => {
      response.writeHead(503).end();
      return true;
    });
    await find();
    assert(phases.some(({ phase }) => /^waiting 1 s for 127\.0\.0\.1/.test(phase)));
  });

  it('that cannot be reached is an error, after a few tries', async () => {
    await hub.close();

    await refused('HUB_UNREACHABLE', /127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
  });

  it('is taken from the cache alone when the hub is forbidden', async () => {
    cache.use(hub, { HF_HUB_OFFLINE: '1' });
    await refused('HUB_OFFLINE', /is not in .*HF_HUB_OFFLINE forbids/);
    assert.equal(hub.requests.length, 0);

    cache.use(hub);
    await find();
    cache.use(hub, { HF_HUB_OFFLINE: '1' });
    assert.equal((await find()).sha256, SHA256);
    await refused('HUB_OFFLINE', /:Q8_0 is not in/, `${REPOSITORY}:Q8_0`);
  });

  it('larger than the disk is refused before it is downloaded', async () => {
    hub.claims.set(MODEL_FILE, { size: 2 ** 50 });

    await refused(
      'MODEL_DISK_FULL',
      /does not fit .*1125899\.9 GB are still to be downloaded, .* GB are missing/,
    );
    assert.equal(hub.ranges.length, 0);
  });

  it('is downloaded once by two runs; the second goes on when the first is killed', async () => {
    hub.onContents = first(1, (request, response) =>
      sendPart(hub, request, response, 0.5, 'stall'),
    );
    const { file, execArgv } = nodeEntry(import.meta.url, './find-model');
    const other = execa(process.execPath, [...execArgv, file, REPOSITORY], { reject: false });
    try {
      await waitFor(() => sizeOf(blob(`${SHA256}.incomplete`)) > 200_000, 'half of the file');
      const found = find();
      const waits = new RegExp(`^PID ${other.pid} downloads ${REPOSITORY}: \\d+ of \\d+ KB$`);
      await waitFor(() => phases.some(({ phase }) => waits.test(phase)), 'the second to wait');
      assert.equal(hub.ranges.length, 1);
      assert.throws(() => removeModel(REPOSITORY), { code: 'MODEL_BUSY' });

      other.kill('SIGKILL');
      assert.equal((await found).sha256, SHA256);
      assert.match(hub.ranges[1] ?? '', /^bytes=\d+-$/);
    } finally {
      other.kill('SIGKILL');
      await other;
    }
  });

  it('is the same for many runs at once', async () => {
    const found = await Promise.all([find(), find(), find(), find()]);

    assert.deepEqual(new Set(found.map(({ sha256 }) => sha256)), new Set([SHA256]));
    assert.equal(hub.ranges.length, 2);
  });

  it('has only files whose names stay in their folder', async () => {
    const names = [
      '../../../evil.gguf',
      '/tmp/evil.gguf',
      'a\\..\\evil.gguf',
      'C:evil.gguf',
      'e\0vil.gguf',
      'a//b.gguf',
      'a\u202efugg.gguf',
    ];
    hub.add(REPOSITORY, Object.fromEntries(names.map((name) => [name, MODEL])));

    await refused('MODEL_FILES_MISSING', /no \.gguf file/);
    assert.deepEqual(hub.ranges, []);
    assert(!existsSync(cache.in(FOLDER)));
  });

  it('is not written through a link that leads out of the cache', async () => {
    const outside = join(cache.home, 'outside');
    mkdirSync(outside);
    mkdirSync(cache.in(FOLDER), { recursive: true });
    symlinkSync(outside, cache.in(FOLDER, 'blobs'));

    await refused('MODEL_CACHE', /leads out of the cache/);
    assert.deepEqual(readdirSync(outside), []);
  });

  it('has a size that can be asked for before it is downloaded', async () => {
    const bytes = MODEL.length + PROJECTOR.length;
    const size = await remoteSize(REPOSITORY, new AbortController().signal);
    assert.deepEqual([size.bytes, size.missingBytes], [bytes, bytes]);

    await find();
    await hub.close();
    const after = await remoteSize(REPOSITORY, new AbortController().signal);
    assert.deepEqual([after.bytes, after.missingBytes], [bytes, 0]);
  });

  it('is listed with what it takes, and removed without what a link leads to', async () => {
    await find();
    mkdirSync(cache.in('models--a--b-GGUF', 'blobs'), { recursive: true });
    writeFileSync(cache.in('models--a--b-GGUF', 'blobs', 'x.incomplete'), 'half');
    mkdirSync(cache.in('models--c--bert', 'snapshots'), { recursive: true });
    const outside = join(cache.home, 'precious');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file.gguf'), 'precious');
    symlinkSync(outside, cache.in(FOLDER, 'snapshots', 'linked'));
    symlinkSync(outside, cache.in('models--d--linked-GGUF'));

    const [other, mine, ...more] = listModels();
    assert.deepEqual(more, []);
    assert.deepEqual(other?.name, 'a/b-GGUF');
    assert.deepEqual([other?.isComplete, other?.bytes, other?.incompleteBytes], [false, 4, 4]);
    assert.equal(mine?.name, REPOSITORY);
    assert.deepEqual(mine?.files, [
      { name: PROJECTOR_FILE, bytes: PROJECTOR.length },
      { name: MODEL_FILE, bytes: MODEL.length },
    ]);
    assert.deepEqual([mine?.isComplete, mine?.incompleteBytes], [true, 0]);
    assert(Math.abs(Number(mine?.lastUsed) - Date.now()) < 60_000);

    assert.throws(() => removeModel('d/linked-GGUF'), { code: 'MODEL_NOT_CACHED' });
    assert.throws(() => removeModel('../..'), { code: 'MODEL_NOT_CACHED' });
    assert.equal(removeModel(REPOSITORY), MODEL.length + PROJECTOR.length);
    assert(!existsSync(cache.in(FOLDER)));
    assert.equal(readFileSync(join(outside, 'file.gguf'), 'utf8'), 'precious');
    assert.equal(removeModel('a/b-gguf'), 4);
    assert.deepEqual(listModels(), []);
  });
});

function sizeOf(file: string): number {
  return existsSync(file) ? lstatSync(file).size : 0;
}
