import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Resident memory of a process in MB; 0 when it is gone. Needs /proc. */
export function rssOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1] ?? '0';
  return Number(kilobytes) / 1024;
}

/** The PIDs of a process's children. Needs /proc. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => parentOf(other) === pid);
}

/** What a process was started with, words apart by NUL. Needs /proc. */
export function commandOf(pid: number): string {
  return readProc(`${pid}/cmdline`);
}

function parentOf(pid: number): number | undefined {
  const stat = readProc(`${pid}/stat`);
  const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

/** Processes come and go while one looks. */
function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The PIDs of the processes that work in a folder: a daemon started there and its children do. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && cwdOf(pid) === folder && stateOf(pid) !== 'Z');
}

function cwdOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function stateOf(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}
