import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { SubtitlesUnreadableError } from '../../lib/subtitles/errors.ts';
import { makeClip, painted } from '../support/clips.ts';
import { HOSTILE_SUBTITLES, REFUSED_SUBTITLES } from '../support/hostile-subtitles.ts';
import { inRepository } from '../support/repository.ts';
import { type RunningDaemon, runDaemon } from '../support/running-daemon.ts';
import { type Figure, median, percentile } from './figures.ts';

/** Pictures that change completely every 0.4 s, for 200 s. */
const SHOTS = 500;
const FRAMES_OF_A_SHOT = 10;

/** Nothing that a clip brings may keep `/health` waiting for longer. */
const MOST_MS = 100;

/**
 * What clips, subtitles and a prompt that are made to take long do to `/health`: another process asks for
 * it all the while.
 */
export async function hostileClips(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vlog-hostile-'));
  const busyFile = join(folder, 'busy');
  const prompt_file = join(folder, 'prompt.md');
  writeFileSync(prompt_file, `{{frames}} {{transcript}} ${'{{'.padEnd(250_000)}`);
  const { NODE_OPTIONS } = process.env;
  process.env.NODE_OPTIONS = `--require ${inRepository('test/bench/busy-stretches.cjs')}`;
  process.env.BUSY_STRETCHES = busyFile;
  const daemon = await runDaemon({ describe: { prompt_file } });
  process.env.NODE_OPTIONS = NODE_OPTIONS ?? '';
  try {
    const clips = await addClips(daemon);
    const watcher = fork(inRepository('test/bench/watch-health.cjs'), [daemon.url]);
    const begun = Date.now();
    const codes = await Promise.all(clips.map((clip) => describeClip(daemon.url, clip)));
    watcher.send('stop');
    const [times] = (await once(watcher, 'message')) as [number[]];
    return [
      { name: 'hostile clips', value: clips.length, unit: '' },
      { name: 'described', value: codes.filter((code) => code === '').length, unit: '' },
      {
        name: 'failed for another reason than their subtitles',
        value: codes.filter((code) => !['', SubtitlesUnreadableError.code].includes(code)).length,
        unit: '',
        atMost: 0,
      },
      { name: '/health meanwhile, asked', value: times.length, unit: 'times' },
      { name: '/health meanwhile, median', value: median(times), unit: 'ms' },
      { name: '/health meanwhile, 99 %', value: percentile(times, 0.99), unit: 'ms' },
      { name: '/health meanwhile, longest', value: Math.max(...times), unit: 'ms' },
      {
        name: 'longest work on its thread at a time',
        value: Math.max(0, ...stretches(busyFile, begun)),
        unit: 'ms',
        atMost: MOST_MS,
      },
    ];
  } finally {
    await daemon.stop();
    rmSync(folder, { recursive: true });
  }
}

async function addClips({ workspace }: RunningDaemon): Promise<string[]> {
  const all = { ...HOSTILE_SUBTITLES, ...REFUSED_SUBTITLES };
  const clips = Object.entries(all).map(([name, subtitles]) => {
    workspace.write(`clips/${name}_cleaned.srt`, subtitles());
    return workspace.addExample('harbour_morning', name, { subtitles: false });
  });
  const pictures = Array.from({ length: SHOTS * FRAMES_OF_A_SHOT }, (_, frame) =>
    Math.floor(frame / FRAMES_OF_A_SHOT) % 2 === 0 ? STRIPES : SQUARES,
  );
  return [...clips, await makeClip(workspace.path('clips/shots.mp4'), { pictures })];
}

/** Stripes and squares: blank pictures would be no shots. */
const STRIPES = painted(64, 48, (x) => (x % 16 < 8 ? [40, 40, 40] : [200, 200, 200]));
const SQUARES = painted(64, 48, (x, y) =>
  x % 30 < 12 && y % 24 < 12 ? [230, 60, 20] : [90, 120, 90],
);

/** @returns the code of its failure; nothing when it was described */
async function describeClip(url: string, filename: string): Promise<string> {
  const { body } = await request(`${url}/describe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filename }),
    headersTimeout: 0,
  });
  const { code = '' } = (await body.json()) as { code?: string };
  return code;
}

function stretches(file: string, since: number): number[] {
  return (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [])
    .map((line) => line.split(' ').map(Number))
    .flatMap(([time = 0, ms = 0]) => (time >= since ? [ms] : []));
}
