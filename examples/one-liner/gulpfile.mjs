import { tasks } from 'gulp-vlog-describe';

export const { stage3, timeline, report, watch_report, start_daemon, stop_daemon, daemon_status } =
  tasks();
export default stage3;
