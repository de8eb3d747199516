// The compiled package, as users have it: `npm run build` first.
import { tasks } from 'gulp-vlog-describe';

export const { stage3, start_daemon, stop_daemon, daemon_status } = tasks();
