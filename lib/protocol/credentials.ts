import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { thisMachine } from '../process/machine.ts';
import { isAlive, isOwn, type ProcessRef } from '../process/process-ref.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { isPrivate, isPrivateFolder, makePrivateFolder, privateFolders } from './private-folder.ts';

const startTime = z.string().optional();
const pid = z.int().positive();

/**
 * What a daemon is known by to its user, and to nobody else: which process it is, and a secret with
 * which it proves that. It is the only thing that leads to a signal: what a program says over HTTP
 * and what the project's files say may be another's word.
 */
export const Credentials = z.object({
  /** Drawn at each start; never sent. */
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  instance: z.uuid(),
  /** On which its PIDs count, as `thisMachine` has it; absent in those of an older version. */
  machine: z.string().optional(),
  pid,
  start_time: startTime,
  /** The process of a `daemon_command`, which the daemon keeps. */
  command: z.object({ pid, start_time: startTime }).optional(),
  /** As `placeOf` has it. */
  place: z.string(),
  port: z.int(),
  url: z.string(),
  /** As in `describe.model`, or the absolute path of `describe.model_path`. */
  model: z.string().optional(),
});
export type Credentials = z.infer<typeof Credentials>;

/** In bytes; a longer file is none of ours. */
const MAX_BYTES = 16 * 1024;

export function drawSecret(): string {
  return randomBytes(32).toString('hex');
}

/** Text that was never asked before, so that no answer can be an old one. */
export function drawChallenge(): string {
  return randomBytes(16).toString('hex');
}

/** The answer to a challenge that only whoever knows the secret can give. */
export function proofOf(
  { secret, instance, pid, start_time = '' }: Credentials,
  challenge: string,
): string {
  const said = JSON.stringify([challenge, pid, start_time, instance]);
  return createHmac('sha256', secret).update(said).digest('hex');
}

export function isProof(credentials: Credentials, challenge: string, proof: string): boolean {
  const [given, wanted] = [proof, proofOf(credentials, challenge)].map((text) => Buffer.from(text));
  return (
    given !== undefined &&
    wanted !== undefined &&
    given.length === wanted.length &&
    timingSafeEqual(given, wanted)
  );
}

/** The daemon's own process. */
export function daemonOf({ pid, start_time }: Credentials): ProcessRef {
  return { pid, startTime: start_time };
}

/** The process of its `daemon_command`, if it keeps one. */
export function commandOf({ command }: Credentials): ProcessRef | undefined {
  return command && { pid: command.pid, startTime: command.start_time };
}

/** The PID in the PID file: of a daemon that keeps a command, the command's. */
export function publicPidOf({ pid, command }: Credentials): number {
  return command?.pid ?? pid;
}

/** Those of its processes that run, the daemon's own first. */
export function runningProcessesOf(credentials: Credentials): ProcessRef[] {
  return [daemonOf(credentials), commandOf(credentials)].filter(
    (process) => process !== undefined && isAlive(process) && isOwn(process),
  ) as ProcessRef[];
}

/**
 * Keeps them where only this user can read them.
 *
 * @throws PrivateFolderError, the system's error
 */
export function writeCredentials(credentials: Credentials): void {
  removeCredentials(credentials);
  const file = join(makePrivateFolder(), nameOf(credentials));
  writeAtomically(file, `${JSON.stringify(credentials)}\n`, 0o600);
}

/** Whether they are where they were written: folders for passing files are tidied by the system. */
export function areKept(credentials: Credentials): boolean {
  return filesOf(credentials).some((file) => existsSync(file));
}

export function removeCredentials(credentials: Pick<Credentials, 'instance'>): void {
  for (const file of filesOf(credentials)) {
    rmSync(file, { force: true });
  }
}

/**
 * The credentials of all of this user's daemons on this machine, of ended ones too if they were killed.
 * A home that several machines share has those of the others as well, whose processes cannot be seen here.
 */
export function allCredentials(): Credentials[] {
  const here = thisMachine();
  return privateFolders()
    .filter(isPrivateFolder)
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => readPrivate(join(folder, name)) ?? [])
        .filter(({ machine = here }) => machine === here),
    );
}

/** Removes what daemons that were killed have left. */
export function removeStaleCredentials(): void {
  for (const credentials of allCredentials()) {
    if (runningProcessesOf(credentials).length === 0) {
      removeCredentials(credentials);
    }
  }
}

function nameOf({ instance }: Pick<Credentials, 'instance'>): string {
  return `${instance}.json`;
}

function filesOf(credentials: Pick<Credentials, 'instance'>): string[] {
  return privateFolders()
    .filter(isPrivateFolder)
    .map((folder) => join(folder, nameOf(credentials)));
}

/** `undefined` unless it is a regular file that this user alone can read and write. */
function readPrivate(file: string): Credentials | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(
      file,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    const stats = fstatSync(descriptor);
    return stats.isFile() && isPrivate(stats) && stats.size <= MAX_BYTES
      ? Credentials.safeParse(JSON.parse(readFileSync(descriptor, 'utf8'))).data
      : undefined;
  } catch {
    // It has gone meanwhile, is a symbolic link, or none of ours: nothing to believe.
    return undefined;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}
