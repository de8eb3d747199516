import gulp from 'gulp';
import { holdDaemon, loadConfig, tasks } from 'gulp-vlog-describe';

export const { stage3, timeline, report, watch_report, start_daemon, stop_daemon, daemon_status } =
  tasks();

/** Describes clips as they arrive, until Ctrl-C. */
export async function watch() {
  const config = loadConfig();
  // Keeps the model loaded between clips. The daemon ends with this process.
  await holdDaemon(config, { log: console.log });
  gulp.watch(
    `${config.preview_folder}/*.{mp4,srt}`,
    // Wait until a clip has stopped growing.
    { ignoreInitial: false, awaitWriteFinish: { stabilityThreshold: 500 } },
    stage3,
  );
}
