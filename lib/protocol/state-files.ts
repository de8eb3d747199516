import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import { hasCode } from '../errors.ts';
import { isAlive, type ProcessRef } from '../process/process-ref.ts';
import { makeFolder } from '../util/make-folder.ts';
import { printable } from '../util/printable.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { StateFileError } from './errors.ts';

/** Where the daemon's files are, as absolute paths. */
export type StateFiles = {
  /** The PID and a newline, while the daemon lives. */
  pid: string;
  /** When that process started: with the PID it names one process and no later one. Then its machine. */
  start: string;
  /** Exists exactly while the daemon is ready; tells where it listens. */
  signal: string;
  /** What the daemon printed. */
  log: string;
  /** What was said while it was started, and while it was stopped. */
  startLog: string;
  stopLog: string;
};

export const Signal = z.object({
  pid: z.int().positive(),
  /** With the PID it names one process and no later one; see {@link ProcessRef}. */
  start_time: z.string().optional(),
  instance: z.string(),
  url: z.string(),
});
/** The contents of the signal file. */
export type Signal = z.infer<typeof Signal>;

export function stateFilesOf(config: Config): StateFiles {
  const log = resolve(config.daemon_log_file);
  // `daemon-5556.log` has a port, `daemon-2of8.log` a shard, and so have those beside it.
  const stem = /^daemon(?:-\d+(?:of\d+)?)+(?=\.log$)/.exec(basename(log))?.[0] ?? 'daemon';
  return {
    pid: resolve(config.daemon_pid_file),
    start: `${resolve(config.daemon_pid_file)}.start`,
    signal: resolve(config.daemon_signal_file),
    log,
    startLog: resolve(dirname(log), `${stem}_start.log`),
    stopLog: resolve(dirname(log), `${stem}_stop.log`),
  };
}

export function writePidFile(files: StateFiles, { pid, startTime = '' }: ProcessRef): void {
  write('daemon_pid_file', files.start, `${startTime}\n${hostname()}\n`);
  write('daemon_pid_file', files.pid, `${pid}\n`);
}

/** The process that the PID file and its start time name; `undefined` when one of them is missing. */
export function readProcess(files: StateFiles): ProcessRef | undefined {
  const pid = readPidFile(files);
  const [startTime] = startLines(files);
  return pid === undefined || !startTime || machineElsewhere(files) !== undefined
    ? undefined
    : { pid, startTime };
}

/** The name of the machine whose daemon the files are, when it is another: a project's folder may be shared. */
export function machineElsewhere(files: StateFiles): string | undefined {
  const [startTime = '', machine = ''] = startLines(files);
  const pid = readPidFile(files);
  if (machine === '' || machine === hostname() || pid === undefined) {
    return undefined;
  }
  // This machine may be called otherwise than when its daemon started: laptops are, in another network.
  return isAlive({ pid, startTime }) ? undefined : printable(machine);
}

function startLines(files: StateFiles): string[] {
  return (readIfThere(files.start) ?? '').split('\n').map((line) => line.trim());
}

export function writeSignalFile(
  files: StateFiles,
  process: ProcessRef,
  about: Pick<Signal, 'instance' | 'url'>,
): void {
  const signal: Signal = {
    pid: process.pid,
    ...(process.startTime !== undefined && { start_time: process.startTime }),
    ...about,
  };
  write('daemon_signal_file', files.signal, `${JSON.stringify(signal)}\n`);
}

/** The PID in the PID file; `undefined` when there is no such file or no PID in it. */
export function readPidFile(files: StateFiles): number | undefined {
  const pid = /^\s*([1-9]\d{0,9})\s*$/.exec(readIfThere(files.pid) ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** What the signal file tells; `undefined` when there is none, or it is not one of ours. */
export function readSignalFile(files: StateFiles): Signal | undefined {
  try {
    return Signal.safeParse(JSON.parse(readIfThere(files.signal) ?? '')).data;
  } catch {
    // Not JSON: another program's file.
    return undefined;
  }
}

/** Removes the files that say a daemon is there, whoever's they are. Its logs stay. */
export function removeStateFiles(files: StateFiles): void {
  remove('daemon_signal_file', files.signal);
  remove('daemon_pid_file', files.pid);
  remove('daemon_pid_file', files.start);
}

/** Removes them unless they are another daemon's, which may have been started with another port or on another machine. */
export function removeOwnStateFiles(files: StateFiles, pid: number | undefined): void {
  if (machineElsewhere(files) !== undefined) {
    return;
  }
  const named = readPidFile(files) ?? readSignalFile(files)?.pid;
  if (named === undefined || named === pid) {
    removeStateFiles(files);
  }
}

function write(key: string, file: string, content: string): void {
  try {
    makeFolder(dirname(file));
    writeAtomically(file, content);
  } catch (error) {
    throw new StateFileError(key, file, error);
  }
}

function remove(key: string, file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw new StateFileError(key, file, error);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // A folder of that name holds nothing to read; writing there reports it.
    if (hasCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}
