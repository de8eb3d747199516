import gulp from 'gulp';
import { holdDaemon, loadConfig, tasks } from 'gulp-vlog-describe';

export const { stage3, start_daemon, stop_daemon, daemon_status } = tasks();

/** Describes clips as they arrive, until Ctrl-C. */
export async function watch() {
  const config = loadConfig();
  // Held by this process, the daemon stays warm between the clips, and ends with it.
  await holdDaemon(config, { say: console.log });
  gulp.watch(
    `${config.preview_folder}/*.{mp4,srt}`,
    // A clip is there when it has stopped growing.
    { ignoreInitial: false, awaitWriteFinish: { stabilityThreshold: 500 } },
    stage3,
  );
}
