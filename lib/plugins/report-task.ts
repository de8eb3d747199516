import type { Config } from '../config/schema.ts';
import { clipPatterns } from '../record/preview-clips.ts';
import { findReportClips } from '../report/find-clips.ts';
import { log } from './log.ts';
import { ReportClips } from './report-clips.ts';

/** Writes the report of everything in `preview_folder`: described, waiting and failed clips, and records whose clip is gone. */
export async function reportTask(config: Config): Promise<void> {
  const clips = new ReportClips(config, config.report.file);
  let count = 0;
  try {
    for await (const clip of findReportClips(config)) {
      clips.add(clip);
      count++;
    }
    if (count === 0) {
      log(`No clips: nothing matches ${clipPatterns(config)}`);
    }
    clips.write();
    await clips.finish();
  } finally {
    await clips.close();
  }
}
