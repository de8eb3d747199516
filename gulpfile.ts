// The compiled package, as users have it. `npm ci` builds it, and `npm run build` again.
import { tasks } from 'gulp-vlog-describe';

export const { stage3, timeline, report, watch_report, start_daemon, stop_daemon, daemon_status } =
  tasks();
