import { tasks } from './lib/index.ts';

export const { stage3, start_daemon, stop_daemon, daemon_status } = tasks();
