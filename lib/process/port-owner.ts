import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The process that listens on a port. */
export type PortOwner = { pid: number; command: string };

/** How long lsof may take, in ms; the answer only makes a message better. */
const LSOF_TIMEOUT_MS = 1000;

/** Longer commands are cut in messages. */
const COMMAND_LENGTH = 100;

/**
 * Who listens on a TCP port of this machine; `undefined` where the system does not say, as for
 * other users' processes. On Linux it is read from /proc, which needs no program to be installed.
 */
export async function portOwner(port: number): Promise<PortOwner | undefined> {
  try {
    const pid = process.platform === 'linux' ? await ownerInProc(port) : await ownerByLsof(port);
    return pid === undefined ? undefined : { pid, command: await commandOf(pid) };
  } catch {
    // Processes come and go meanwhile, and not every system has lsof.
    return undefined;
  }
}

/** The state of proc_net_tcp(5) that means LISTEN. */
const LISTEN = '0A';

async function ownerInProc(port: number): Promise<number | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((table) => readFile(table, 'utf8').catch(() => '')),
  );
  const inodes = new Set<string>();
  for (const line of tables.join('\n').split('\n')) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    const hexPort = local?.split(':')[1] ?? '';
    if (state === LISTEN && Number.parseInt(hexPort, 16) === port) {
      inodes.add(`socket:[${inode}]`);
    }
  }
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsAny(pid, inodes)) {
      return Number(pid);
    }
  }
  return undefined;
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  // Other users' processes do not show their files.
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(
    files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')),
  );
  return links.some((link) => sockets.has(link));
}

async function ownerByLsof(port: number): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)(
    'lsof',
    ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'],
    {
      timeout: LSOF_TIMEOUT_MS,
    },
  );
  const pid = Number.parseInt(stdout, 10);
  return Number.isNaN(pid) ? undefined : pid;
}

async function commandOf(pid: number): Promise<string> {
  const command =
    process.platform === 'linux'
      ? (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
      : (await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
  // A command is another program's text: one line, and no escape codes for the terminal.
  const line = command.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > COMMAND_LENGTH ? `${line.slice(0, COMMAND_LENGTH)}…` : line;
}
