import type { Config } from '../config/schema.ts';
import { clipPatterns } from '../record/preview-clips.ts';
import { findReportClips } from '../report/find-clips.ts';
import { reportStamp } from '../report/report-stamp.ts';
import { log } from './log.ts';
import { ReportClips } from './report-clips.ts';

/** Writes the report of everything in `preview_folder`: described, waiting and failed clips, and records whose clip is gone. */
export async function reportTask(config: Config): Promise<void> {
  const clips = new ReportClips(config, config.report.file);
  try {
    const found = [...findReportClips(config)];
    if (found.length === 0) {
      log(`No clips: nothing matches ${clipPatterns(config)}`);
    }
    const stamp = reportStamp(found, config);
    if (stamp !== undefined && clips.isMadeOf(stamp)) {
      clips.say();
      return;
    }
    for (const clip of found) {
      clips.add(clip);
    }
    clips.write(stamp);
    await clips.finish(stamp);
  } finally {
    await clips.close();
  }
}
