export type { Config, ConfigInput } from './config.ts';
export {
  type DescribeClipOptions,
  type HeldDaemon,
  type HoldOptions,
  holdDaemon,
} from './daemon/held-daemon.ts';
export type { Say } from './daemon/ready.ts';
export type { VideoDescription } from './description.ts';
export { isClipFailure, VlogDescribeError } from './errors.ts';
export { loadConfig } from './load-config.ts';
export { describe } from './plugins/describe.ts';
export type { FileStream } from './plugins/file-stream.ts';
export { type PendingOptions, pending } from './plugins/pending.ts';
export type { PendingReason } from './plugins/pending-reason.ts';
export { startDaemon } from './plugins/start-daemon.ts';
export { stopDaemon } from './plugins/stop-daemon.ts';
export { type Task, type Tasks, tasks } from './tasks.ts';
