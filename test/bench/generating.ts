import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { runDaemon } from '../support/running-daemon.ts';
import { writeTinySmolVlm } from '../transformers/tiny-smolvlm/tiny-smolvlm.ts';
import { type Figure, median, percentile } from './figures.ts';

const CLIPS = 10;
const LOOK_EVERY_MS = 10;

/** Makes a step of the model take some 10 ms of all cores, and a prompt seconds, as a real model does. */
const BALLAST = 3000;

/** How quickly `/health` answers while a model in the process looks at clips on all cores. */
export async function healthWhileGenerating(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vlog-model-'));
  const model_path = writeTinySmolVlm(folder, { ballast: BALLAST });
  const daemon = await runDaemon({ describe: { model: 'tiny', model_path } });
  try {
    const filename = daemon.workspace.addExample('harbour_morning');
    const health: number[] = [];
    const clips: number[] = [];
    const work = describeClips(daemon.url, filename, clips);
    let busy = true;
    void work.finally(() => {
      busy = false;
    });
    while (busy) {
      const begun = performance.now();
      const { body } = await request(`${daemon.url}/health`);
      await body.dump();
      health.push(performance.now() - begun);
      await sleep(LOOK_EVERY_MS);
    }
    await work;
    return [
      { name: 'clip described', value: median(clips), unit: 's' },
      { name: '/health meanwhile, asked', value: health.length, unit: 'times' },
      { name: '/health meanwhile, median', value: median(health), unit: 'ms' },
      { name: '/health meanwhile, 99 %', value: percentile(health, 0.99), unit: 'ms', atMost: 50 },
    ];
  } finally {
    await daemon.stop();
    rmSync(folder, { recursive: true });
  }
}

async function describeClips(url: string, filename: string, seconds: number[]): Promise<void> {
  for (let clip = 0; clip < CLIPS; clip++) {
    const begun = performance.now();
    const { statusCode, body } = await request(`${url}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename }),
    });
    const answer = await body.text();
    if (statusCode !== 200) {
      throw new Error(answer);
    }
    seconds.push((performance.now() - begun) / 1000);
  }
}
