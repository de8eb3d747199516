import { strict as assert } from 'node:assert';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { type Dispatcher, request } from 'undici';
import type { PageClip, PageData } from '../../../lib/report/page-data.ts';
import { EventSource } from '../../support/event-source.ts';
import { commandOf, processesIn } from '../../support/processes.ts';
import { type RunningDaemon, runDaemon } from '../../support/running-daemon.ts';
import { waitFor } from '../../support/workspace.ts';

/** A name in which every character means something to somebody. */
const ODD = `a #1 100% "q" & <b>'?;é🎬`;

describe('the live report', () => {
  let daemon: RunningDaemon;
  let described: unknown;

  before(async () => {
    daemon = await runDaemon();
    for (const stem of ['harbour', ODD, 'waiting']) {
      daemon.workspace.addClip(stem);
    }
  });
  after(() => daemon.stop());

  const get = (
    path: string,
    headers: Record<string, string> = {},
    method: Dispatcher.HttpMethod = 'GET',
  ): Promise<Dispatcher.ResponseData> => request(`${daemon.url}${path}`, { method, headers });
  const dumped = async (answer: Promise<Dispatcher.ResponseData>): Promise<number> => {
    const { statusCode, body } = await answer;
    await body.dump();
    return statusCode;
  };
  const data = async <Kind extends PageData['kind']>(
    path: string,
    kind: Kind,
  ): Promise<Extract<PageData, { kind: Kind }>> => {
    const { statusCode, body } = await get(path);
    assert.equal(statusCode, 200);
    const reportData: Extract<PageData, { kind: Kind }>[] = [];
    new Function('self', await body.text())({ reportData });
    const [found] = reportData;
    assert(found?.kind === kind);
    return found;
  };
  const clip = async (stem: string): Promise<PageClip> => {
    const { clips } = await data('/report/data/clips.js', 'clips');
    const found = clips.find(({ name }) => name === `${stem}.mp4`);
    assert(found !== undefined, stem);
    return found;
  };
  const place = async (stem: string): Promise<string> => `/${(await clip(stem)).url}`;
  /** As a run does. */
  const describeClip = async (stem: string): Promise<void> => {
    const { body } = await request(`${daemon.url}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: daemon.workspace.path('clips', `${stem}.mp4`) }),
    });
    described = await body.json();
    daemon.workspace.write(`clips/${stem}.json`, JSON.stringify(described));
  };

  it('is not there until it is asked for', async () => {
    assert.equal(await dumped(get('/')), 404);
    assert.equal(await dumped(get('/report/data/clips.js')), 404);
    const { body } = await get('/report', {}, 'POST');
    assert.deepEqual(await body.json(), { url: `${daemon.url}/` });
    const { statusCode, headers, body: page } = await get('/');
    assert.equal(statusCode, 200);
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.match(await page.text(), /data-live="report\/events"/);
  });

  it('is a page that runs and loads nothing but what this daemon has', async () => {
    const { headers, body } = await get('/');
    const [, script] = /<script src="(report\/app[^"]+)"/.exec(await body.text()) ?? [];
    for (const path of [`/${script}`, '/report/data/words.js', await place('harbour')]) {
      assert.equal(await dumped(get(path)), 200, path);
    }
    assert.match(
      String(headers['content-security-policy']),
      /^default-src 'none'; script-src 'self'/,
    );
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
  });

  describe('who may see it', () => {
    const own = { 'sec-fetch-site': 'same-origin' };
    const parts = async (): Promise<string[]> => [
      '/',
      '/report/data/clips.js',
      '/report/events',
      await place('harbour'),
    ];
    const status = async (path: string, headers: Record<string, string>): Promise<number> => {
      const { statusCode, body } = await get(path, headers);
      body.on('error', () => {}).destroy();
      return statusCode;
    };

    it('its own page, and whoever types its address', async () => {
      for (const path of await parts()) {
        assert.equal(await status(path, own), 200, path);
        assert.equal(await status(path, { 'sec-fetch-site': 'none' }), 200, path);
      }
    });

    for (const [who, headers] of [
      ['a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
      ['a page on another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
      ['a script of another site', { origin: 'http://evil.example' }],
      ['a page with its own name for this machine', { ...own, host: 'evil.example:80' }],
    ] as const) {
      it(`not ${who}`, async () => {
        for (const path of await parts()) {
          assert.equal(await status(path, headers), 403, path);
        }
      });
    }

    it('and its page can change nothing: what it posts is refused', async () => {
      const headers = { ...own, origin: daemon.url };
      for (const path of ['/describe', '/persist', '/report', '/lease']) {
        assert.equal(await dumped(get(path, headers, 'POST')), 403, path);
      }
    });

    it('older browsers, which do not say who asks, keep it from other sites themselves', async () => {
      for (const path of await parts()) {
        const { headers, body } = await get(path);
        body.on('error', () => {}).destroy();
        assert.equal(headers['cross-origin-resource-policy'], 'same-origin', path);
        assert.equal(headers['x-content-type-options'], 'nosniff', path);
      }
    });
  });

  describe('its clips', () => {
    it('are played from any part, whatever their name', async () => {
      const path = await place(ODD);
      const whole = readFileSync(daemon.workspace.path('clips', `${ODD}.mp4`));
      const { statusCode, headers, body } = await get(path, { range: 'bytes=100-199' });
      assert.equal(statusCode, 206);
      assert.equal(headers['content-type'], 'video/mp4');
      assert.equal(headers['content-range'], `bytes 100-199/${whole.length}`);
      assert.deepEqual(Buffer.from(await body.arrayBuffer()), whole.subarray(100, 200));
      const end = await get(path, { range: 'bytes=-50' });
      assert.deepEqual(Buffer.from(await end.body.arrayBuffer()), whole.subarray(-50));
    });

    it('are told their length when a part beyond it is asked for', async () => {
      const { statusCode, headers, body } = await get(await place('harbour'), {
        range: 'bytes=99999999-',
      });
      await body.dump();
      assert.equal(statusCode, 416);
      assert.match(String(headers['content-range']), /^bytes \*\/\d+$/);
    });

    it('are found by what the report lists, and by no path', async () => {
      for (const path of [
        '/report/clips/0000000000000000',
        '/report/clips/..%2f..%2fconfig.yaml',
        '/report/clips/%2fetc%2fhostname',
        '/report/pictures/..%2f..%2fconfig.yaml',
        '/report/pictures/%00.jpg',
        '/report/data/details/..%2f..%2fclips.js',
        '/report/..%2f..%2fconfig.yaml',
        '/report/clips/%',
      ]) {
        assert.equal(await dumped(get(path)), 404, path);
      }
    });

    it('are not given out when they are links that lead out of the folders', async () => {
      symlinkSync('/etc/hostname', daemon.workspace.path('clips/leak.mp4'));
      assert.equal(await dumped(get(await place('leak'))), 403);
      rmSync(daemon.workspace.path('clips/leak.mp4'));
    });
  });

  describe('while clips are described', () => {
    let page: EventSource;
    before(async () => {
      const { version } = await data('/report/data/clips.js', 'clips');
      page = await EventSource.open(daemon.url, version);
    });
    after(() => page.close());
    const clipNews = (stem: string, state: PageClip['state']) =>
      page.until(({ id, news }) =>
        news.kind === 'clip' && news.clip.name === `${stem}.mp4` && news.clip.state === state
          ? { id, ...news }
          : undefined,
      );

    it('shows a record as soon as it is written, with all that there is to show, and the progress', async () => {
      await describeClip('harbour');
      const { clip: shown, words, details } = await clipNews('harbour', 'described');
      assert.match(words, /harbour/i);
      assert.equal(
        shown.seconds,
        (described as { video_length_seconds: number }).video_length_seconds,
      );
      assert((details?.transcript.length ?? 0) > 0);
      const counts = await page.until(({ news }) =>
        news.kind === 'progress' && news.progress.described === 1 ? news.progress : undefined,
      );
      assert.deepEqual([counts.phase, counts.waiting], ['ready', 2]);
    });

    it('shows a clip’s pictures as soon as they are made', async () => {
      // Those of before may be gone: its record names another frame.
      const { thumbnail, strip } = await page.until(({ news }) =>
        news.kind === 'clip' &&
        news.clip.name === 'harbour.mp4' &&
        news.clip.state === 'described' &&
        news.clip.picture?.strip
          ? news.clip.picture
          : undefined,
      );
      const { id } = await clip('harbour');
      for (const url of [thumbnail, strip?.url, `report/thumbnails/${id}`]) {
        const { statusCode, headers, body } = await get(`/${url}`);
        assert.equal(statusCode, 200, url);
        assert.equal(headers['content-type'], 'image/jpeg');
        const jpeg = Buffer.from(await body.arrayBuffer());
        assert.deepEqual([...jpeg.subarray(0, 2)], [0xff, 0xd8]);
      }
    });

    it('shows what other programs write, and what goes', async () => {
      const record = { ...(described as object), filename: 'waiting.mp4', rating: 0.25 };
      daemon.workspace.write('clips/waiting.json', JSON.stringify(record));
      assert.equal((await clipNews('waiting', 'described')).clip.rating, 0.25);
      for (const name of ['waiting.json', 'waiting.mp4', 'waiting_cleaned.srt']) {
        rmSync(daemon.workspace.path('clips', name));
      }
      await page.until(({ news }) => (news.kind === 'gone' ? news : undefined));
    });

    it('tells a page that comes back what it has missed, and one that has missed too much to load anew', async () => {
      const { id } = await clipNews('harbour', 'described');
      const back = await EventSource.open(daemon.url, id);
      await back.until(({ news }) => (news.kind === 'progress' ? news : undefined));
      const missed = back.heard.map(({ news }) => news.kind);
      assert(missed.includes('gone') && !missed.includes('reload'), String(missed));
      await back.close();
      const late = await EventSource.open(daemon.url, 'another-daemon:3');
      await late.until(({ news }) => (news.kind === 'reload' ? news : undefined));
      await late.close();
    });

    it('is shown to so many pages at a time, and further ones are told', async () => {
      const pages = await Promise.all(
        Array.from({ length: 31 }, () => EventSource.open(daemon.url)),
      );
      await assert.rejects(EventSource.open(daemon.url), /REPORT_BUSY/);
      await Promise.all(pages.map((each) => each.close()));
    });

    it('outlives the process that reads the records: a page that is loaded after that is up to date', async () => {
      await page.close();
      const { workspace } = daemon;
      const workers = processesIn(workspace.folder).filter((pid) =>
        /report.live.worker/.test(commandOf(pid)),
      );
      assert.equal(workers.length, 1);
      process.kill(workers[0] ?? 0, 'SIGKILL');
      await waitFor(async () => (await dumped(get('/report/data/words.js'))) === 200, 'another');
      const { version } = await data('/report/data/clips.js', 'clips');
      const fresh = await EventSource.open(daemon.url, version);
      workspace.write(
        'clips/harbour.json',
        JSON.stringify({ ...(described as object), rating: 0 }),
      );
      await fresh.until(
        ({ news }) => (news.kind === 'clip' && news.clip.rating === 0) || undefined,
      );
      assert(!fresh.heard.some(({ news }) => news.kind === 'reload'));
      await fresh.close();
    });
  });

  describe('when the run is over', () => {
    it('says so last: no open page keeps the daemon alive', async () => {
      const page = await EventSource.open(daemon.url);
      await daemon.stop();
      await page.closed;
      assert.deepEqual(page.heard.at(-1)?.news, { kind: 'ended', reason: 'it is no longer used' });
    });
  });
});
