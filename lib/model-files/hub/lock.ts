import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, messageOf } from '../../errors.ts';
import { thisMachine } from '../../process/machine.ts';
import { isAlive, processRef } from '../../process/process-ref.ts';
import { entriesOf } from './cache.ts';
import { ModelCacheError } from './errors.ts';

const NAME = /^vlog-describe-(?<host>[\w.-]+)~(?<pid>\d+)~(?<start>[\w-]*)~[\w-]+\.lock$/;

/** Interval between two tries, in ms; the second at random, so that two do not meet again and again. */
const POLL_MS = 200;
const POLL_JITTER_MS = 100;

/** A lock of another machine is renewed this often, and void when it is so old, in ms. */
const RENEW_MS = 10_000;
const VOID_MS = 60_000;

export type Lock = { release(): void };

/** Who holds a lock: `PID 4711`, or the name of another machine. */
export type Holder = string;

/**
 * Tries to take the lock of a folder: its one lock file is that of its holder, whose name tells the
 * process, so that the lock ends with it. A holder's file is only ever removed when that very process has
 * ended; nobody can take it for a later one. Whoever finds another's file takes back his own.
 *
 * @returns the lock, or who holds it
 */
export function tryLock(folder: string): Lock | Holder {
  const file = join(folder, nameOf(process.pid));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, '', { flag: 'wx' });
  } catch (error) {
    throw new ModelCacheError(file, messageOf(error));
  }
  const holder = holderOf(folder, file);
  if (holder !== undefined) {
    rmSync(file, { force: true });
    return holder;
  }
  const renewing = setInterval(() => renew(file), RENEW_MS);
  renewing.unref();
  // A daemon that is stopped does not wait until its download has wound up.
  const remove = (): void => removeIfPossible(file);
  process.once('exit', remove);
  return {
    release() {
      clearInterval(renewing);
      process.off('exit', remove);
      rmSync(file, { force: true });
    },
  };
}

/**
 * Waits for the lock.
 *
 * @param onWait called each time that another holds it
 * @throws the signal's reason
 */
export async function takeLock(
  folder: string,
  onWait: (holder: Holder) => void,
  signal: AbortSignal,
): Promise<Lock> {
  for (;;) {
    signal.throwIfAborted();
    const lock = tryLock(folder);
    if (typeof lock !== 'string') {
      return lock;
    }
    onWait(lock);
    const pause = POLL_MS + Math.random() * POLL_JITTER_MS;
    await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Another that holds the lock; files of those that have ended are removed. */
function holderOf(folder: string, own: string): Holder | undefined {
  let holder: Holder | undefined;
  for (const { name } of entriesOf(folder)) {
    const file = join(folder, name);
    const { host, pid, start } = NAME.exec(name)?.groups ?? {};
    if (host === undefined || pid === undefined || file === own) {
      continue;
    }
    const isHere = host === thisMachine();
    const lives = isHere ? isHolder(Number(pid), start) : Date.now() - renewedAt(file) < VOID_MS;
    if (lives) {
      holder = isHere ? `PID ${pid}` : `another machine (${host})`;
    } else {
      removeIfPossible(file);
    }
  }
  return holder;
}

function isHolder(pid: number, start: string | undefined): boolean {
  const process = processRef(pid);
  return written(process.startTime) === start && isAlive(process);
}

function nameOf(pid: number): string {
  const start = written(processRef(pid).startTime);
  return `vlog-describe-${thisMachine()}~${pid}~${start}~${randomUUID()}.lock`;
}

/** A start time as it may stand in a file's name. */
function written(startTime: string | undefined): string {
  return (startTime ?? '').replace(/[^\w]/g, '-');
}

function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Another user's, in a cache that several share: it is void all the same.
  }
}

function renew(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Removed by someone, or the disk is gone: the download tells.
  }
}

/** When it was renewed, in ms since 1970; long ago when it is gone. */
function renewedAt(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return 0;
    }
    throw new ModelCacheError(file, messageOf(error));
  }
}
