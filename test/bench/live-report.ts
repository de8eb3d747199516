import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { EventSource } from '../support/event-source.ts';
import { type Figure, percentile } from './figures.ts';
import { BenchFolder } from './folder.ts';

const CLIPS = 5000;

/** In characters: some ten minutes of speech in each clip. */
const SPEECH = 5000;

/** How the daemon answers others while a page of 5,000 clips is loaded and watched. */
export async function liveReport(): Promise<Figure[]> {
  const folder = await BenchFolder.make(CLIPS);
  const { workspace } = folder;
  writeFileSync(folder.path(0, '.json'), folder.record);
  writeFileSync(folder.path(0, '_cleaned.srt'), subtitles());
  for (let clip = 1; clip < CLIPS; clip++) {
    linkSync(folder.path(0, '.json'), folder.path(clip, '.json'));
  }
  const stretches = workspace.path('stretches');
  const env = {
    BUSY_STRETCHES: stretches,
    NODE_OPTIONS: `--require ${scriptOf('busy-stretches.cjs')}`,
  };
  await workspace.gulpWith(env, 'start_daemon', '--config', 'describe.live_report=true').ended;
  const url = `http://127.0.0.1:${workspace.port}`;
  const started = Date.now();
  const watching = fork(scriptOf('watch-health.cjs'), [url]);
  try {
    const clips = await timed(`${url}/report/data/clips.js`);
    const again = await timed(`${url}/report/data/clips.js`);
    const words = await timed(`${url}/report/data/words.js`);
    const page = await EventSource.open(url);
    writeFileSync(folder.path(CLIPS, '.json'), folder.record);
    const begun = performance.now();
    await page.until(({ news }) => (news.kind === 'clip' ? news : undefined));
    const heard = (performance.now() - begun) / 1000;
    await page.close();
    const health = await endWatching(watching);
    const busy = existsSync(stretches)
      ? readFileSync(stretches, 'utf8')
          .trim()
          .split('\n')
          .map((line) => line.split(' ').map(Number))
          // Before that it loaded its own code.
          .map(([at = 0, ms = 0]) => (at > started ? ms : 0))
      : [];
    return [
      { name: 'the first page of 5,000 clips', value: clips.seconds, unit: 's' },
      { name: 'a further one', value: again.seconds, unit: 's', atMost: 3 },
      { name: 'its words', value: words.seconds, unit: 's' },
      { name: 'size of the clips', value: clips.bytes / 1e6, unit: 'MB' },
      { name: 'size of the words', value: words.bytes / 1e6, unit: 'MB' },
      { name: 'a new record is shown after', value: heard, unit: 's', atMost: 10 },
      { name: '/health meanwhile, asked', value: health.length, unit: 'times' },
      { name: '/health meanwhile, 99 %', value: percentile(health, 0.99), unit: 'ms', atMost: 50 },
      { name: '/health meanwhile, longest', value: Math.max(...health), unit: 'ms' },
      {
        name: 'longest stretch of the daemon’s own time',
        value: Math.max(0, ...busy),
        unit: 'ms',
        atMost: 50,
      },
    ];
  } finally {
    watching.kill();
    await workspace.gulp('stop_daemon').ended;
    workspace.tidy();
  }
}

function scriptOf(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

function subtitles(): string {
  const cue = (at: number) =>
    `${at + 1}\n00:00:0${at % 6},000 --> 00:00:0${at % 6},900\nwhat is said at ${at} in this clip\n`;
  const cues = Array.from({ length: SPEECH / 32 }, (_, at) => cue(at));
  return cues.join('\n');
}

async function timed(url: string): Promise<{ seconds: number; bytes: number }> {
  const begun = performance.now();
  const { statusCode, body } = await request(url);
  const bytes = (await body.arrayBuffer()).byteLength;
  if (statusCode !== 200) {
    throw new Error(`${url}: ${statusCode}`);
  }
  return { seconds: (performance.now() - begun) / 1000, bytes };
}

async function endWatching(watching: ReturnType<typeof fork>): Promise<number[]> {
  watching.send('stop');
  const [times] = (await once(watching, 'message')) as [number[]];
  return times;
}
