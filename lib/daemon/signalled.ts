import type { Config } from '../config.ts';
import { isAlive, type ProcessRef } from '../process-ref.ts';
import { readProcess, readSignalFile, stateFilesOf } from '../state-files.ts';
import type { Identity } from '../wire.ts';

/** The living process that the state files name, by its PID and its start time. */
export function signalledProcess(config: Config): ProcessRef | undefined {
  const files = stateFilesOf(config);
  const signal = readSignalFile(files);
  const ref =
    signal?.start_time === undefined
      ? readProcess(files)
      : { pid: signal.pid, startTime: signal.start_time };
  return ref && isAlive(ref) ? ref : undefined;
}

/** Where that process listens; `undefined` when there is none, or it is from an earlier life. */
export function signalledUrl(config: Config): string | undefined {
  return signalledProcess(config) && readSignalFile(stateFilesOf(config))?.url;
}

/** The process that a daemon says it is; a PID alone, from the wire, is never believed. */
export function refOf({ pid, start_time }: Identity): ProcessRef {
  return { pid, startTime: start_time };
}
