import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What the system tells of a process. */
type Seen = { pid: number; parent: number; rssKilobytes: number; state: string; command: string };

/** Linux has it without any program to be installed; elsewhere ps and lsof tell. */
const HAS_PROC = existsSync('/proc/self/stat');

/** Resident memory of a process in MB; 0 when it is gone. */
export function rssOf(pid: number): number {
  return (look(pid)?.rssKilobytes ?? 0) / 1024;
}

/** The PIDs of a process's children. */
export function childrenOf(pid: number): number[] {
  return all()
    .filter(({ parent }) => parent === pid)
    .map((child) => child.pid);
}

/** What a process was started with, words apart by a space. */
export function commandOf(pid: number): string {
  return look(pid)?.command ?? '';
}

/** The PIDs of the processes that work in a folder: a daemon started there and its children do. */
export function processesIn(folder: string): number[] {
  const there = HAS_PROC ? pidsInProc().filter((pid) => cwdInProc(pid) === folder) : lsofIn(folder);
  return there.filter((pid) => pid !== process.pid && !/^(Z|$)/.test(look(pid)?.state ?? ''));
}

function look(pid: number): Seen | undefined {
  return HAS_PROC ? seenInProc(pid) : all().find((seen) => seen.pid === pid);
}

function all(): Seen[] {
  return HAS_PROC ? pidsInProc().flatMap((pid) => seenInProc(pid) ?? []) : seenByPs();
}

function pidsInProc(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function seenInProc(pid: number): Seen | undefined {
  const stat = readProc(`${pid}/stat`);
  // The command's name stands in parentheses and may hold anything, parentheses too.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || parent === undefined) {
    return undefined;
  }
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1] ?? '0';
  const command = readProc(`${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return { pid, parent: Number(parent), rssKilobytes: Number(rss), state, command };
}

/** Processes come and go while one looks. */
function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function cwdInProc(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function seenByPs(): Seen[] {
  const columns = 'pid=,ppid=,rss=,stat=,command=';
  return execFileSync('ps', ['-axww', '-o', columns], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parent, rss, state, command] =
        /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return state === undefined || command === undefined
        ? []
        : [{ pid: Number(pid), parent: Number(parent), rssKilobytes: Number(rss), state, command }];
    });
}

/** lsof prints `p4711`, `fcwd` and `n/folder` for each process whose working directory is the folder. */
function lsofIn(folder: string): number[] {
  try {
    const list = execFileSync('lsof', ['-w', '-a', '-d', 'cwd', '-F', 'p', '--', folder], {
      encoding: 'utf8',
    });
    return [...list.matchAll(/^p(\d+)$/gm)].map(([, pid]) => Number(pid));
  } catch (error) {
    // It exits with 1 when there is none.
    if (error instanceof Error && 'status' in error && error.status === 1) {
      return [];
    }
    throw error;
  }
}
