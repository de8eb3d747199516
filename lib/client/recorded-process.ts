import type { Config } from '../config/schema.ts';
import { isAlive, type ProcessRef } from '../process/process-ref.ts';
import type { Identity } from '../protocol/messages.ts';
import { readProcess, readSignalFile, stateFilesOf } from '../protocol/state-files.ts';

/** The running process that the state files name by its PID and start time. */
export function recordedProcess(config: Config): ProcessRef | undefined {
  const files = stateFilesOf(config);
  const signal = readSignalFile(files);
  const ref =
    signal?.start_time === undefined
      ? readProcess(files)
      : { pid: signal.pid, startTime: signal.start_time };
  return ref && isAlive(ref) ? ref : undefined;
}

/** Where that process listens; `undefined` when it has ended. */
export function recordedUrl(config: Config): string | undefined {
  return recordedProcess(config) && readSignalFile(stateFilesOf(config))?.url;
}

/** The process that a daemon claims to be; a PID from the wire counts only with its start time. */
export function refOf({ pid, start_time }: Identity): ProcessRef {
  return { pid, startTime: start_time };
}
