import { createHash } from 'node:crypto';
import type { Config } from '../config/schema.ts';
import { failedClipsFile } from '../record/failed-clips.ts';
import { recordFileOf, subtitleFileOf, withoutExtension } from '../record/files.ts';
import { TOOL } from '../util/package-info.ts';
import { isRecent, stampOfStats } from '../util/stamp.ts';
import { statsOf } from '../util/stats-of.ts';
import { appFiles } from './app-files.ts';
import type { ReportClip } from './entry.ts';

/**
 * Of all that decides what the page of these clips shows; it changes with any of their files, which are not read for it.
 *
 * @param now in ms since 1970
 * @returns nothing when one of the files was written just now
 */
export function reportStamp(
  clips: readonly ReportClip[],
  config: Config,
  now = Date.now(),
): string | undefined {
  const { preview_folder, preview_extension, subtitle_suffix, daemon_command, describe } = config;
  const { script, style } = appFiles();
  const hash = createHash('sha256').update(script).update(style);
  const own = { preview_folder, preview_extension, subtitle_suffix, daemon_command };
  const { require_subtitles } = describe;
  hash.update(JSON.stringify([TOOL, process.cwd(), config.report, own, require_subtitles]));
  let isSettled = true;
  const add = (file: string): void => {
    const stats = statsOf(file);
    isSettled &&= stats === undefined || !isRecent(stats, now);
    hash.update(`${stampOfStats(stats)} `);
  };
  add(failedClipsFile(config));
  for (const { path, name, failure } of clips) {
    hash.update(JSON.stringify([path, name, failure]));
    add(path);
    add(recordFileOf(path));
    add(subtitleFileOf(path, config));
    add(`${withoutExtension(path)}.srt`);
  }
  return isSettled ? hash.digest('hex') : undefined;
}
