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

/** In clock ticks since boot where there is /proc; else the date that ps prints. */
function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? statOf(pid)?.[19] : lstartOf(pid);
}

/**
 * A process whose main thread has ended says so while its other threads still end, and until the
 * last of them has, its port is taken.
 */
function isZombie(pid: number): boolean {
  const stat = process.platform === 'linux' ? statOf(pid) : undefined;
  return stat?.[0] === 'Z' && Number(stat[17]) <= 1;
}

/** The fields of proc(5) from the third, `state`, on; `undefined` when there is no such process. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in parentheses and may hold anything, parentheses too.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) {
      return undefined;
    }
    throw error;
  }
}

function lstartOf(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    // ps exits with 1 when there is no such process.
    return undefined;
  }
}
