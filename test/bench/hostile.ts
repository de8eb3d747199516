import { connect } from 'node:net';
import { request } from 'undici';
import { type RunningDaemon, runDaemon } from '../support/running-daemon.ts';
import { type Figure, median, percentile } from './figures.ts';

const REQUESTS = 10_000;
const AT_A_TIME = 50;

/** A small generator (mulberry32), so that a run that finds something can be had again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * 10,000 malformed, hostile or random requests: the daemon must not crash, must not answer 5xx but
 * 503, and `/health` must stay quick.
 */
export async function hostile(): Promise<Figure[]> {
  const daemon = await runDaemon();
  const random = randomFrom(42);
  const health: number[] = [];
  let faults = 0;
  let answered = 0;
  try {
    const clip = daemon.workspace.addExample('harbour_morning');
    for (let sent = 0; sent < REQUESTS; sent += AT_A_TIME) {
      const batch = Array.from({ length: AT_A_TIME }, async () => {
        const status = await attack(daemon, clip, random);
        answered += status === undefined ? 0 : 1;
        faults += status !== undefined && status >= 500 && status !== 503 ? 1 : 0;
      });
      batch.push(timeHealth(daemon, health));
      await Promise.all(batch);
    }
    return [
      { name: 'requests', value: REQUESTS, unit: '' },
      { name: 'answered with HTTP', value: answered, unit: '' },
      { name: 'answers 5xx other than 503', value: faults, unit: '', atMost: 0 },
      { name: '/health meanwhile, median', value: median(health), unit: 'ms' },
      { name: '/health meanwhile, 99 %', value: percentile(health, 0.99), unit: 'ms', atMost: 50 },
      { name: 'daemon lost', value: (await isAlive(daemon)) ? 0 : 1, unit: '', atMost: 0 },
    ];
  } finally {
    await daemon.stop();
  }
}

async function timeHealth(daemon: RunningDaemon, times: number[]): Promise<void> {
  const begun = performance.now();
  const { body } = await request(`${daemon.url}/health`);
  await body.dump();
  times.push(performance.now() - begun);
}

async function isAlive(daemon: RunningDaemon): Promise<boolean> {
  const { statusCode, body } = await request(`${daemon.url}/health`);
  await body.dump();
  return statusCode === 200;
}

/** One attack; the HTTP status it got, if any. */
function attack(
  daemon: RunningDaemon,
  clip: string,
  random: () => number,
): Promise<number | undefined> {
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;
  const noise = (length: number): string =>
    String.fromCharCode(...Array.from({ length }, () => Math.floor(random() * 0x3000)));
  const number = (): unknown =>
    pick([-1, 0, 1e308, -1e308, 'NaN', null, true, [], {}, 1e-320, 0.5]);
  if (random() < 0.2) {
    return raw(
      daemon,
      pick([
        noise(40),
        `GET / HTTP/9.9\r\n\r\n`,
        `POST /describe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n`,
        `POST /describe HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n`,
        `POST /describe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        `GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`,
        `OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
      ]),
    );
  }
  const bodies: (() => string)[] = [
    () =>
      JSON.stringify({
        filename: pick([
          '/etc/passwd',
          '../../etc/passwd',
          `${clip}/..`,
          'file:///etc/passwd',
          'http://127.0.0.1/',
          'concat:/etc/passwd',
          '|ls',
          '',
          noise(30),
        ]),
      }),
    () =>
      JSON.stringify({ filename: clip, fps: number(), max_pixels: number(), max_tokens: number() }),
    () =>
      JSON.stringify({
        filename: clip,
        subtitle_file: pick(['/etc/shadow', clip, noise(10)]),
        fps: 'x',
      }),
    () => `{"filename": ${'['.repeat(20_000)}`,
    () => `{"__proto__": {"filename": "${clip}"}, "constructor": {"prototype": {}}}`,
    () => JSON.stringify(noise(200)),
    () => noise(500),
    () => 'null',
    () => `{"filename": "${'a'.repeat(5000)}"}`,
  ];
  return ask(daemon, {
    method: pick(['POST', 'POST', 'POST', 'PUT', 'DELETE', 'GET', 'PATCH']),
    path: pick([
      '/describe',
      '/describe',
      '/describe',
      '/health',
      '/status',
      '/stand/..',
      `/${encodeURIComponent(noise(8))}`,
      '/%00',
      '/%E0%A4%A',
    ]),
    headers: {
      'content-type': pick([
        'application/json',
        'application/json',
        'text/plain',
        'application/json; charset=utf-16',
        'x/y',
      ]),
      ...(random() < 0.1 && { origin: 'http://evil.example' }),
      ...(random() < 0.1 && { host: 'evil.example' }),
    },
    body: pick(bodies)(),
  });
}

async function ask(
  daemon: RunningDaemon,
  options: { method: string; path: string; headers: Record<string, string>; body: string },
): Promise<number | undefined> {
  const { path, method, ...rest } = options;
  try {
    const { statusCode, body } = await request(`${daemon.url}${path}`, {
      ...rest,
      method: method as 'POST',
      ...(method === 'GET' && { body: null }),
    });
    await body.dump();
    return statusCode;
  } catch {
    // Hung up on: the daemon may do that to whom it likes.
    return undefined;
  }
}

function raw(daemon: RunningDaemon, text: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = connect(daemon.config.daemon_port, '127.0.0.1', () =>
      socket.end(text, 'latin1'),
    );
    let answer = '';
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => {
      answer += String(data);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      const status = /^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1];
      resolve(status === undefined ? undefined : Number(status));
    });
  });
}
