import { createHash, randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, rmdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { hasCode } from '../errors.ts';
import { thisBoot } from '../process/machine.ts';
import { isAlive, processRef } from '../process/process-ref.ts';
import { makeFolder } from '../util/make-folder.ts';
import { readText } from '../util/read-text.ts';
import { recordFileOf } from './files.ts';

/** Where the claims on the clips of a folder are. */
const FOLDER = '.describing';

/** A claim is renewed this often, and void when another run has seen no renewal for so long, in ms. */
const RENEW_MS = 5000;
const VOID_MS = 60_000;

/** Writing a claim is one step after making it: one that stays empty is that of a run that was killed in between. In ms. */
const EMPTY_VOID_MS = 10_000;

/** In bytes; a claim is some 200. */
const LARGEST_CLAIM = 4096;

const Claim = z.object({
  id: z.string(),
  /** As `thisBoot` has it: a PID tells nothing on another machine. */
  machine: z.string(),
  pid: z.int().positive(),
  start_time: z.string().optional(),
  /** Where the daemon is that describes the clip, as `placeOf` has it. */
  daemon: z.string(),
});
type Claim = z.infer<typeof Claim>;

/** A claim of another run, as it was found. */
type Found = { text: string; isEmpty: boolean; renewedMs: number };

/**
 * Which clips a run is describing, told to runs on other machines that share the folder: each clip has a file that
 * exists meanwhile. Making it is one step on network folders too. Claims only save work: were two to describe the
 * same clip, the later record would replace the first, whole.
 */
export class Claims {
  readonly #own: Omit<Claim, 'id'>;
  readonly #now: () => number;
  readonly #held = new Map<string, string>();
  readonly #folders = new Set<string>();
  /** Those of others, and for how long they have been seen not to be renewed. */
  readonly #seen = new Map<string, Found & { idleMs: number; lookedAt: number }>();
  #renewing: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * @param daemon as `placeOf` has it: runs that share a daemon share its work too
   * @param now a clock that only goes forward, in ms
   */
  constructor(daemon: string, now = () => performance.now()) {
    this.#now = now;
    const { pid, startTime } = processRef(process.pid);
    this.#own = {
      machine: thisBoot(),
      pid,
      ...(startTime !== undefined && { start_time: startTime }),
      daemon,
    };
  }

  /** Whether this run may describe the clip; `false` when another is at it. */
  take(clip: string): boolean {
    const file = claimFileOf(clip);
    if (this.#isClosed || this.#create(file)) {
      return true;
    }
    const found = read(file);
    if (found === undefined) {
      // Given back meanwhile.
      return this.#create(file);
    }
    const claim = parse(found.text);
    if (claim?.machine === this.#own.machine && claim.daemon === this.#own.daemon) {
      return true;
    }
    if (!this.#isVoid(file, found, claim)) {
      return false;
    }
    // One that cannot be removed tells nothing any more.
    return !removeIfPossible(file) || this.#create(file);
  }

  /**
   * Whether another run may have taken the clip over meanwhile, to which this one looked dead: it was suspended, or its
   * machine was cut off.
   */
  hasLost(clip: string): boolean {
    const file = claimFileOf(clip);
    return this.#held.has(file) && !this.#isHeld(file);
  }

  /** Takes the clip from whoever has taken it over: to be called when its record is about to be written. */
  takeBack(clip: string): void {
    const file = claimFileOf(clip);
    if (removeIfPossible(file)) {
      this.#create(file);
    }
  }

  /** To be called when the clip is described or has failed. */
  release(clip: string): void {
    const file = claimFileOf(clip);
    if (this.#isHeld(file)) {
      removeIfPossible(file);
    }
    this.#held.delete(file);
    this.#seen.delete(file);
  }

  /** Gives all claims back. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#renewing);
    [...this.#held.keys()].filter((file) => this.#isHeld(file)).forEach(removeIfPossible);
    this.#held.clear();
    for (const folder of this.#folders) {
      this.#removeEnded(folder);
      try {
        rmdirSync(folder);
      } catch {
        // Other runs' claims are in it, or one of them has removed it.
      }
    }
  }

  /** Not when another machine, to which this one looked dead, has taken it over. */
  #isHeld(file: string): boolean {
    const id = this.#held.get(file);
    return id !== undefined && parse(read(file)?.text ?? '')?.id === id;
  }

  /** `false` when there is one. Where none can be made, there is nobody to tell. */
  #create(file: string): boolean {
    const id = randomUUID();
    const text = JSON.stringify({ id, ...this.#own } satisfies Claim);
    for (const isFirst of [true, false]) {
      if (!this.#makeFolder(dirname(file), isFirst)) {
        return true;
      }
      try {
        writeFileSync(file, text, { flag: 'wx' });
      } catch (error) {
        if (hasCode(error, 'ENOENT') && isFirst) {
          // Another run has just removed the empty folder.
          continue;
        }
        return !hasCode(error, 'EEXIST');
      }
      this.#held.set(file, id);
      this.#renewing ??= setInterval(() => this.#renew(), RENEW_MS).unref();
      return true;
    }
    return true;
  }

  #makeFolder(folder: string, mayBeThere: boolean): boolean {
    if (mayBeThere && this.#folders.has(folder)) {
      return true;
    }
    try {
      makeFolder(folder);
      this.#folders.add(folder);
      return true;
    } catch {
      // A read-only folder, or a file of that name.
      return false;
    }
  }

  #isVoid(file: string, found: Found, claim: Claim | undefined): boolean {
    if (claim !== undefined && this.#hasEnded(claim)) {
      return true;
    }
    // By this clock alone: those of two machines differ. Also on this machine: a run that was suspended renews nothing.
    const now = this.#now();
    const seen = this.#seen.get(file);
    if (seen?.text !== found.text || seen.renewedMs !== found.renewedMs) {
      this.#seen.set(file, { ...found, idleMs: 0, lookedAt: now });
      return false;
    }
    // Longer between two looks means that this run was suspended, perhaps with the other.
    seen.idleMs += Math.min(now - seen.lookedAt, RENEW_MS);
    seen.lookedAt = now;
    return seen.idleMs > (found.isEmpty ? EMPTY_VOID_MS : VOID_MS);
  }

  /** Those of killed runs on clips that nobody has described since: that are gone, or were just written. */
  #removeEnded(folder: string): void {
    for (const file of filesIn(folder)) {
      const claim = parse(read(file)?.text ?? '');
      if (claim !== undefined && this.#hasEnded(claim)) {
        removeIfPossible(file);
      }
    }
  }

  /** Whether it is that of a process of this machine which does not run any more. */
  #hasEnded({ machine, pid, start_time }: Claim): boolean {
    return machine === this.#own.machine && !isAlive({ pid, startTime: start_time });
  }

  #renew(): void {
    const now = new Date();
    for (const file of [...this.#held.keys()].filter((each) => this.#isHeld(each))) {
      try {
        utimesSync(file, now, now);
      } catch {
        // Removed meanwhile.
      }
    }
  }
}

/** Its name is short, however long the clip's is. */
function claimFileOf(clip: string): string {
  const name = basename(recordFileOf(clip)).normalize('NFC');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return join(dirname(clip), FOLDER, hash);
}

/** `undefined` when there is none. What is no claim, such as a pipe or a broken link, becomes void as one does. */
function read(file: string): Found | undefined {
  let text = '';
  try {
    // Opened first, so that a client of NFS asks for its time anew.
    text = readText(file, LARGEST_CLAIM);
  } catch {
    // Perhaps another user's: whether it is renewed shows all the same.
  }
  try {
    const stats = lstatSync(file);
    return { text, isEmpty: stats.isFile() && stats.size === 0, renewedMs: stats.mtimeMs };
  } catch {
    return undefined;
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    // Another run has removed it.
    return [];
  }
}

/** `undefined` also while it is being written. */
function parse(text: string): Claim | undefined {
  try {
    return Claim.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function removeIfPossible(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    // Another user's; it becomes void.
    return false;
  }
}
