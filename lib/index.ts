export { type Config, type ConfigInput, loadConfig } from './config.ts';
export type { VideoDescription } from './description.ts';
export { VlogDescribeError } from './errors.ts';
export { describe } from './plugins/describe.ts';
export type { FileStream } from './plugins/file-stream.ts';
export { type PendingOptions, type PendingReason, pending } from './plugins/pending.ts';
export { startDaemon } from './plugins/start-daemon.ts';
export { stopDaemon } from './plugins/stop-daemon.ts';
export { type Task, type Tasks, tasks } from './tasks.ts';
