import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../errors.ts';

/** Interval between two checks of an ending process, in ms. */
const POLL_MS = 20;

/**
 * A process that cannot be mistaken for a later one: PIDs are given again, but not together with
 * the same start time.
 */
export type ProcessRef = { pid: number; startTime: string | undefined };

/** The process that has this PID now. */
export function processRef(pid: number): ProcessRef {
  return { pid, startTime: startTimeOf(pid) };
}

/** Whether that very process runs; a zombie, which has ended and was not yet waited for, does not. */
export function isAlive({ pid, startTime }: ProcessRef): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) {
      return false;
    }
  }
  return !isZombie(pid) && startTimeOf(pid) === startTime;
}

/** Waits for a process to end; `false` when it is still there after so many ms. */
export async function hasEnded(process: ProcessRef, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isAlive(process)) {
    if (performance.now() > deadline) {
      return false;
    }
    await sleep(POLL_MS);
  }
  return true;
}

/** Whether it is this user's. */
export function isOwn({ pid }: ProcessRef): boolean {
  return process.getuid === undefined || userOf(pid) === process.getuid();
}

/** Signals a process and all of its group, if it is still that very process. */
export function signalGroup(target: ProcessRef, signal: NodeJS.Signals): void {
  if (!isAlive(target)) {
    return;
  }
  for (const pid of [-target.pid, target.pid]) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // Gone in the meantime, or not the leader of a group.
      if (!hasCode(error, 'ESRCH')) {
        throw error;
      }
    }
  }
}

/** The same, for a process that is not our child: never that of another user. */
export function signalOwnGroup(target: ProcessRef, signal: NodeJS.Signals): void {
  if (isOwn(target)) {
    signalGroup(target, signal);
  }
}

/** In clock ticks since boot where there is /proc; else the date that ps prints. */
function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? statOf(pid)?.[19] : byPs(pid, 'lstart');
}

/**
 * A process whose main thread has ended says so while its other threads still end, and until the
 * last of them has, its port is taken.
 */
function isZombie(pid: number): boolean {
  const stat = process.platform === 'linux' ? statOf(pid) : undefined;
  return stat?.[0] === 'Z' && Number(stat[17]) <= 1;
}

/** The real user ID; `undefined` when there is no such process. */
function userOf(pid: number): number | undefined {
  const user =
    process.platform === 'linux'
      ? /^Uid:\s+(\d+)/m.exec(readProc(`${pid}/status`) ?? '')?.[1]
      : byPs(pid, 'ruid');
  return user === undefined ? undefined : Number(user);
}

/** The fields of proc(5) from the third, `state`, on; `undefined` when there is no such process. */
function statOf(pid: number): string[] | undefined {
  const stat = readProc(`${pid}/stat`);
  // The command's name stands in parentheses and may hold anything, parentheses too.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) {
      return undefined;
    }
    throw error;
  }
}

function byPs(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    // ps exits with 1 when there is no such process.
    return undefined;
  }
}
