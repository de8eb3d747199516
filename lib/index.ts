export {
  type DaemonHandle,
  type DescribeClipOptions,
  type HoldOptions,
  holdDaemon,
} from './client/daemon-handle.ts';
export { loadConfig } from './config/load.ts';
export type { Config, ConfigInput } from './config/schema.ts';
export { isClipFailure, VlogDescribeError } from './errors.ts';
export { describe } from './plugins/describe.ts';
export type { FileStream } from './plugins/file-stream.ts';
export { type PendingOptions, pending } from './plugins/pending.ts';
export { startDaemon } from './plugins/start-daemon.ts';
export { stopDaemon } from './plugins/stop-daemon.ts';
export type { VideoDescription } from './record/schema.ts';
export type { PendingReason } from './record/up-to-date.ts';
export { type Task, type Tasks, tasks } from './tasks.ts';
export type { Log } from './util/log.ts';
