import type { Config } from '../config/schema.ts';
import { isAlive, type ProcessRef } from '../process/process-ref.ts';
import type { Identity } from '../protocol/messages.ts';
import { readProcess, readSignalFile, stateFilesOf } from '../protocol/state-files.ts';

/** The living process that the state files name, by its PID and its start time. */
export function recordedProcess(config: Config): ProcessRef | undefined {
  const files = stateFilesOf(config);
  const signal = readSignalFile(files);
  const ref =
    signal?.start_time === undefined
      ? readProcess(files)
      : { pid: signal.pid, startTime: signal.start_time };
  return ref && isAlive(ref) ? ref : undefined;
}

/** Where that process listens; `undefined` when there is none, or it is from an earlier life. */
export function recordedUrl(config: Config): string | undefined {
  return recordedProcess(config) && readSignalFile(stateFilesOf(config))?.url;
}

/** The process that a daemon says it is; a PID alone, from the wire, is never believed. */
export function refOf({ pid, start_time }: Identity): ProcessRef {
  return { pid, startTime: start_time };
}
