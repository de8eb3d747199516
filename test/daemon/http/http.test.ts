import { strict as assert } from 'node:assert';
import { setMaxListeners } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { request } from 'undici';
import { VideoDescription } from '../../../lib/record/schema.ts';
import { type RunningDaemon, runDaemon } from '../../support/running-daemon.ts';
import { waitFor } from '../../support/workspace.ts';

type Answer = {
  statusCode: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
};

describe('the daemon over HTTP', () => {
  let daemon: RunningDaemon;
  let clip: string;

  before(async () => {
    daemon = await runDaemon();
    clip = daemon.workspace.addExample('harbour_morning');
  });
  after(() => daemon.stop());

  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): Promise<Answer> => {
    const answer = await request(`${daemon.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const { statusCode, headers: answered } = answer;
    const json = (await answer.body.json()) as Record<string, unknown>;
    return { statusCode, headers: answered, body: json };
  };
  const describeClip = (body: unknown): Promise<Answer> => ask('POST', '/describe', body);

  it('GET /health says healthy, and which model is loaded, as the seed’s daemon does', async () => {
    const { statusCode, body } = await ask('GET', '/health');
    assert.equal(statusCode, 200);
    assert.equal(body.status, 'healthy');
    assert.equal(body.model_loaded, true);
    assert.equal(body.model_name, 'measured');
  });

  it('GET /status tells whether it is busy and how many clips it has described', async () => {
    const { statusCode, body } = await ask('GET', '/status');
    assert.equal(statusCode, 200);
    assert.equal(body.is_busy, false);
    assert.equal(body.total_processed, 0);
    assert.equal(body.model_loaded, true);
    assert.equal(body.model_name, 'measured');
    assert.equal(Object.hasOwn(body, 'current_file'), false);
  });

  it('POST /describe answers the record, for the body that the seed’s client sends', async () => {
    const { statusCode, body } = await describeClip({
      filename: clip,
      fps: 1.0,
      max_pixels: 224 * 224,
      max_tokens: 10_000,
      temperature: 0.7,
    });
    assert.equal(statusCode, 200);
    const record = VideoDescription.parse(body);
    assert.equal(record.filename, 'harbour_morning.mp4');
    assert.equal(record.video_length_seconds, 6);
    assert.equal(record.classification_model, 'measured');
    // The camera stands still there: not each second has something new to show.
    const sampled = record.measured?.frames.length ?? 0;
    assert(sampled >= 1 && sampled < 6, `${sampled} frames`);
    assert.equal((await ask('GET', '/status')).body.total_processed, 1);
  });

  it('POST /describe finds the subtitles beside the clip', async () => {
    const { body } = await describeClip({ filename: clip });
    assert.match(String(body.video_description_long), /Good morning from the harbour/);
  });

  it('tries <stem>.srt when there are no cleaned subtitles', async () => {
    const other = daemon.workspace.addClip('plain', { subtitles: false });
    daemon.workspace.write('clips/plain.srt', '1\n00:00:01,000 --> 00:00:02,000\nAhoy sailors\n');
    const { body } = await describeClip({ filename: other });
    assert.match(String(body.video_description_long), /Ahoy sailors/);
  });

  it('takes the subtitles that are named', async () => {
    daemon.workspace.write('clips/other.srt', '1\n00:00:01,000 --> 00:00:02,000\nSomething else\n');
    const subtitle_file = daemon.workspace.path('clips/other.srt');
    const { body } = await describeClip({ filename: clip, subtitle_file });
    assert.match(String(body.video_description_long), /Something else/);
  });

  const refused: Array<[what: string, body: () => unknown, status: number, detail: RegExp]> = [
    ['404 for a file that is not there', () => ({ filename: `${clip}.no` }), 404, /no such file/],
    [
      '403 for a file outside its folders',
      () => ({ filename: '/etc/hostname' }),
      403,
      /reads only/,
    ],
    [
      '403 for one that is not there either',
      () => ({ filename: '/etc/nothing' }),
      403,
      /reads only/,
    ],
    [
      '422 for a folder',
      () => ({ filename: daemon.workspace.path('clips/sub.mp4') }),
      422,
      /it is a folder/,
    ],
    ['422 naming the field that is missing', () => ({}), 422, /^filename: /],
    [
      '422 naming the field of a wrong type',
      () => ({ filename: clip, fps: 'fast' }),
      422,
      /^fps: /,
    ],
    [
      '422 for a value out of range',
      () => ({ filename: clip, temperature: 1e9 }),
      422,
      /^temperature: /,
    ],
    ['422 for a NUL in the name', () => ({ filename: 'a\0b' }), 422, /^filename: .*NUL/],
    ['422 for a body that is no object', () => [], 422, /body/],
    ['422 for a body that is no JSON', () => '{"filename":', 422, /JSON/],
    ['413 for a body over 1 MB', () => ({ filename: 'x'.repeat(1_100_000) }), 413, /large/],
  ];
  for (const [what, body, status, detail] of refused) {
    it(`answers ${what}, with detail and code`, async () => {
      mkdirSync(daemon.workspace.path('clips/sub.mp4'), { recursive: true });
      const answer = await describeClip(body());
      assert.equal(answer.statusCode, status);
      assert.match(String(answer.body.detail), detail);
      assert.equal(typeof answer.body.code, 'string');
    });
  }

  it('answers 403 for a link that leads out of its folders', async () => {
    const link = daemon.workspace.path('clips/link.mp4');
    symlinkSync('/etc/hostname', link);
    assert.equal((await describeClip({ filename: link })).statusCode, 403);
  });

  it('answers 403 for subtitles outside its folders', async () => {
    const answer = await describeClip({ filename: clip, subtitle_file: '/etc/hostname' });
    assert.equal(answer.statusCode, 403);
  });

  it('answers 415 for anything but JSON, which a web page could post unasked', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await ask('POST', '/describe', JSON.stringify({ filename: clip }), {
        'content-type': type,
      });
      assert.equal(answer.statusCode, 415, type);
    }
  });

  it('refuses web pages: requests with an Origin, from another site, or with another name as Host', async () => {
    for (const headers of [
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { host: 'evil.example' },
    ]) {
      const answer = await ask('GET', '/health', undefined, headers);
      assert.equal(answer.statusCode, 403, JSON.stringify(headers));
      assert.equal(answer.body.code, 'CALLER_REFUSED');
    }
  });

  it('answers a browser whose user typed its address', async () => {
    const headers = { 'sec-fetch-site': 'none' };
    assert.equal((await ask('GET', '/health', undefined, headers)).statusCode, 200);
  });

  it('knows its name in any case', async () => {
    assert.equal((await ask('GET', '/health', undefined, { host: 'LOCALHOST' })).statusCode, 200);
  });

  it('answers a URL that cannot be decoded with detail and code, as any other error', async () => {
    const { statusCode, body } = await ask('GET', '/%zz');
    assert.equal(statusCode, 404);
    assert.match(String(body.detail), /%zz/);
    assert.equal(typeof body.code, 'string');
  });

  it('gives a lease to a POST alone, so that no picture of a web page can hold it', async () => {
    const leases = async () => (await ask('GET', '/health')).body.leases;
    const before = await leases();
    for (const method of ['HEAD', 'GET'] as const) {
      const { statusCode, body } = await request(`${daemon.url}/lease`, { method });
      body.on('error', () => {}).destroy();
      assert.equal(statusCode, 404, method);
    }
    assert.equal(await leases(), before);
  });

  it('answers 404 for a route it does not have', async () => {
    assert.equal((await ask('GET', '/nothing')).statusCode, 404);
  });

  it('answers 503 with Retry-After when it is at capacity, and gives back the places of clients that hang up', async () => {
    const hangUp = new AbortController();
    setMaxListeners(0, hangUp.signal);
    const answers: Answer[] = [];
    const many = Array.from({ length: 300 }, async () => {
      try {
        const answer = await request(`${daemon.url}/describe`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ filename: clip }),
          signal: hangUp.signal,
        });
        const body = (await answer.body.json()) as Record<string, unknown>;
        answers.push({ statusCode: answer.statusCode, headers: answer.headers, body });
        if (answer.statusCode === 503) {
          hangUp.abort();
        }
      } catch (error) {
        assert(hangUp.signal.aborted, String(error));
      }
    });
    await Promise.all(many);
    const full = answers.find(({ statusCode }) => statusCode === 503);
    assert.equal(full?.body.code, 'QUEUE_FULL');
    assert.equal(full?.headers['retry-after'], '1');
    assert.doesNotMatch(readFileSync(daemon.config.daemon_log_file, 'utf8'), /at capacity/);
    await waitFor(
      async () => (await ask('GET', '/status')).body.queue_length === 0,
      'the places to be given back',
    );
    const { statusCode, body } = await describeClip({ filename: clip });
    assert.equal(statusCode, 200, JSON.stringify(body));
  });

  it('tells in /status what it works on', async () => {
    let status: Record<string, unknown> = {};
    while (status.is_busy !== true) {
      let isDone = false;
      const working = describeClip({ filename: clip }).finally(() => {
        isDone = true;
      });
      while (status.is_busy !== true && !isDone) {
        status = (await ask('GET', '/status')).body;
      }
      assert.equal((await working).statusCode, 200);
    }
    assert.equal(status.current_file, basename(clip));
    assert.match(String(status.processing_time_seconds), /^\d+(\.\d{1,3})?$/);
  });

  it('does not let a bad clip hurt a good one that is described beside it', async () => {
    const bad = daemon.workspace.addFile('bad.mp4', 'no video');
    const [good, failed] = await Promise.all([
      describeClip({ filename: clip }),
      describeClip({ filename: bad }),
    ]);
    assert.equal(good.statusCode, 200);
    assert.equal(failed.statusCode, 422);
    assert.equal(failed.body.code, 'CLIP_UNREADABLE');
  });
});
