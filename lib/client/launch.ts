import { type ChildProcess, fork } from 'node:child_process';
import { renameSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../config/schema.ts';
import { isExpected, messageOf, VlogDescribeError } from '../errors.ts';
import { nodeEntry } from '../process/entry.ts';
import { type ProcessRef, processRef } from '../process/process-ref.ts';
import { DaemonCommandEndedError, StateFileError } from '../protocol/errors.ts';
import {
  EXIT_PORT_TAKEN,
  type LifetimeKind,
  type StartNews,
  type StartOrder,
} from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import { makeFolder } from '../util/make-folder.ts';
import { DaemonStartError } from './errors.ts';

/** A log larger than this is rotated at the next start. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** How much of the log goes into the error of a daemon that did not start. */
const LAST_LINES = 20;

/** At most so much of a failed start's output is read. */
const MAX_OUTPUT_BYTES = 256 * 1024;

/** A daemon process that we started; an open IPC channel holds it until it is detached. */
export type Launched = {
  process: ProcessRef;
  port: number;
  /** The reason why the process has ended, once it has; it is looked for in the log. */
  ended(): Promise<VlogDescribeError>;
  /** Lets the process outlive this one. */
  detach(): void;
};

/**
 * Starts the packaged daemon as a process of its own, in a process group of its own, and waits
 * until the port is its own.
 *
 * @returns `'port taken'` when another process was faster
 * @throws what ends it before it listens, DaemonStartError when it does not tell
 */
export async function launch(
  config: Config,
  lifetime: LifetimeKind,
  heartbeatMs?: number,
): Promise<Launched | 'port taken'> {
  const logFile = stateFilesOf(config).log;
  const log = await openLog(logFile);
  const { size } = await log.stat();
  const daemon = startDaemonProcess(log);
  const ending = howItEnds(daemon);
  await log.close();

  let told: VlogDescribeError | undefined;
  const listening = new Promise<{ port: number }>((resolve) => {
    daemon.on('message', (news: StartNews) => {
      if ('port' in news) {
        resolve(news);
      } else {
        told = VlogDescribeError.fromJSON(news.error);
      }
    });
  });
  const ended = async (): Promise<VlogDescribeError> => {
    const { how } = await ending;
    return isExpected(told) && !(told instanceof DaemonCommandEndedError)
      ? told
      : new DaemonStartError(told?.message ?? how, logFile, await lastLines(logFile, size));
  };
  const order: StartOrder = {
    config,
    lifetime,
    ...(heartbeatMs !== undefined && { heartbeatMs }),
  };
  // Nothing hears of a failure: a process that has ended takes no order, and how it ended tells why.
  daemon.send(order, () => {});

  const first = await Promise.race([listening, ending]);
  if ('port' in first && daemon.pid !== undefined) {
    return {
      process: processRef(daemon.pid),
      port: first.port,
      ended,
      detach: () => {
        if (daemon.connected) {
          daemon.disconnect();
        }
        daemon.unref();
      },
    };
  }
  if ((await ending).exitCode === EXIT_PORT_TAKEN) {
    return 'port taken';
  }
  throw await ended();
}

function startDaemonProcess(log: FileHandle): ChildProcess {
  const { file, execArgv } = nodeEntry(import.meta.url, '../daemon/main');
  return fork(file, {
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    // It may outlive this process, and must not receive this terminal's Ctrl-C.
    detached: true,
  });
}

type Ending = { how: string; exitCode?: number | null };

async function howItEnds(daemon: ChildProcess): Promise<Ending> {
  // Its last message may arrive after its exit, but never after the end of the channel.
  const channelClosed = new Promise((resolve) => daemon.once('disconnect', resolve));
  const ending = await new Promise<Ending>((resolve) => {
    daemon.once('exit', (exitCode, signal) =>
      resolve({
        exitCode,
        how: signal === null ? `it ended with exit code ${exitCode}` : `it was ended by ${signal}`,
      }),
    );
    daemon.on('error', (error) => {
      if (daemon.pid === undefined) {
        resolve({ how: messageOf(error) });
      }
    });
  });
  if (daemon.pid !== undefined) {
    await channelClosed;
  }
  return ending;
}

async function openLog(logFile: string): Promise<FileHandle> {
  try {
    rotate(logFile);
    return await open(logFile, 'a');
  } catch (error) {
    throw new StateFileError('daemon_log_file', logFile, error);
  }
}

function rotate(logFile: string): void {
  makeFolder(dirname(logFile));
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) {
    renameSync(logFile, `${logFile}.1`);
  }
}

/** Reads a bounded part of the output, whatever the file is. */
async function lastLines(logFile: string, from: number): Promise<string[]> {
  const log = await open(logFile, 'r').catch(() => undefined);
  if (log === undefined) {
    // Deleted meanwhile, perhaps with its folder: how the process ended is told without it.
    return [];
  }
  try {
    const buffer = Buffer.alloc(MAX_OUTPUT_BYTES);
    const { bytesRead } = await log.read(buffer, 0, MAX_OUTPUT_BYTES, from);
    const lines = buffer
      .toString('utf8', 0, bytesRead)
      .split('\n')
      .filter((line) => line.trim() !== '');
    return folded(lines).slice(-LAST_LINES);
  } finally {
    await log.close();
  }
}

/** Lines that differ from the one before only in their time are counted instead. */
function folded(lines: readonly string[]): string[] {
  const runs: { line: string; text: string; times: number }[] = [];
  for (const line of lines) {
    const text = line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
    const last = runs.at(-1);
    if (last?.text === text) {
      last.times++;
    } else {
      runs.push({ line, text, times: 1 });
    }
  }
  return runs.map(({ line, times }) => (times > 1 ? `${line} (${times} times)` : line));
}
