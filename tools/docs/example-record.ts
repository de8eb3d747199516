import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdDaemon } from 'gulp-vlog-describe';
import { CHANGING_FIELDS } from './changing-fields.ts';

const CLIPS = 'examples/clips';
const EXAMPLE = 'village_from_the_meadow';
const BLOCK = /(```json\n)[\s\S]*?(```)/;

/** The page with its record as an example clip is described today. */
export async function withExampleRecord(page: string): Promise<string> {
  const shown: unknown = JSON.parse(BLOCK.exec(page)?.[0].replace(/```(json)?/g, '') ?? '{}');
  const record = kept(shown, await describeExample());
  const json = JSON.stringify(record, null, 2);
  return page.replace(BLOCK, (_, start: string, end: string) => `${start}${json}\n${end}`);
}

/** In a folder of its own, so that the repository's daemon and records are left alone. */
async function describeExample(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'vlog-describe-docs-'));
  try {
    for (const ending of ['.mp4', '_cleaned.srt']) {
      copyFileSync(join(CLIPS, `${EXAMPLE}${ending}`), join(folder, `${EXAMPLE}${ending}`));
    }
    const daemon = await holdDaemon({
      preview_folder: folder,
      daemon_port: 0,
      daemon_pid_file: join(folder, 'daemon.pid'),
      daemon_signal_file: join(folder, 'daemon.signal'),
      daemon_log_file: join(folder, 'daemon.log'),
    });
    try {
      return await daemon.describeClip(join(folder, `${EXAMPLE}.mp4`));
    } finally {
      await daemon.release();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `fresh`, with the changing fields as they were. */
function kept(old: unknown, fresh: unknown, key = ''): unknown {
  if (CHANGING_FIELDS.has(key) && old !== undefined) {
    return old;
  }
  if (typeof fresh !== 'object' || fresh === null || Array.isArray(fresh)) {
    return fresh;
  }
  const before = (typeof old === 'object' && old !== null ? old : {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fresh).map(([name, value]) => [name, kept(before[name], value, name)]),
  );
}
