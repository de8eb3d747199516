// First of all: an older Node fails at what the other imports need, with words that help nobody.
import './util/check-node.ts';

export { type DaemonHandle, type HoldOptions, holdDaemon } from './client/daemon-handle.ts';
export type { DescribeClipOptions } from './client/hold.ts';
export { loadConfig } from './config/load.ts';
export type { Config, ConfigInput } from './config/schema.ts';
export { type ErrorJson, type ErrorScope, isClipFailure, VlogDescribeError } from './errors.ts';
export { describe } from './plugins/describe.ts';
export type { FileStream } from './plugins/file-stream.ts';
export { type PendingOptions, pending } from './plugins/pending.ts';
export { type ReportOptions, report } from './plugins/report.ts';
export { startDaemon } from './plugins/start-daemon.ts';
export { stopDaemon } from './plugins/stop-daemon.ts';
export { type TimelineOptions, timeline } from './plugins/timeline.ts';
export { parseVideoDescription } from './record/parse.ts';
export type { VideoDescription } from './record/schema.ts';
export type { PendingReason } from './record/up-to-date.ts';
export { type Task, type Tasks, tasks } from './tasks.ts';
export type { Log } from './util/log.ts';
