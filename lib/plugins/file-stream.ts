import type { Transform } from 'node:stream';
import through2 from 'through2';
import type Vinyl from 'vinyl';
import { interruption } from '../process/interrupt.ts';
import { FileWithoutPathError } from './errors.ts';
import { taskDomain } from './task-domain.ts';

/** A gulp plugin's stream: vinyl files in, vinyl files out. */
export type FileStream = Transform;

export type Aside = (wait: () => Promise<void>) => Promise<void>;

export type FileStreamOptions = {
  /** How many files are processed at the same time; called for each file. Default 1. */
  concurrency?: () => number;
  /**
   * Accepts every file at once, so that their number is known early. They have no contents, so it
   * costs no memory.
   */
  eager?: boolean;
  /** Whether the stream may be the last; otherwise a late reader would miss files. */
  mayBeLast?: boolean;
  /** Called for each file as it is accepted, in order. */
  onTaken?(file: Vinyl): void;
  /** Whether a file that is accepted goes no further: without a promise, for thousands of files that need no work. */
  isDropped?(file: Vinyl): boolean;
  /**
   * Returns what goes out for a file; `undefined` drops it. Results keep the order of the files.
   *
   * @param proceed to be called when `concurrency` has grown
   * @param aside waits for something, while others are processed in the place of this file
   */
  onFile(file: Vinyl, proceed: () => void, aside: Aside): Promise<Vinyl | undefined>;
  /** Runs after the last file has gone out. */
  onEnd?(): Promise<void>;
  /**
   * Runs when the stream is destroyed because it, or another stream of its pipeline, failed. The stream before it fails only
   * afterwards: `pipeline()` does not wait for its last stream, and gulp ends the process.
   */
  onFailure?(error: Error): Promise<void>;
};

/** At most so many results per job wait for a slower one before them. */
const WAITING_PER_JOB = 16;

/** A through2 stream that processes several files at a time and keeps their order. */
export function fileStream(options: FileStreamOptions): FileStream {
  const waiting: Vinyl[] = [];
  let running = 0;
  let unsent = 0;
  let hasFailed = false;
  let sent: Promise<unknown> = Promise.resolve();
  const domain = taskDomain();
  /** Accepts the next file. */
  let askForNext: (() => void) | undefined;
  /** Ends the stream. */
  let finish: (() => void) | undefined;

  const stream: FileStream = through2.obj(
    { destroy: endWithFailure },
    (file: Vinyl, _encoding, callback) => {
      if (options.mayBeLast && stream.readableFlowing === null) {
        // Without a reader, as the last of a pipeline, it would stall after 16 files.
        stream.resume();
      }
      if (typeof file.path !== 'string') {
        callback(new FileWithoutPathError(file));
        return;
      }
      options.onTaken?.(file);
      if (options.isDropped?.(file)) {
        callback();
        return;
      }
      waiting.push(file);
      askForNext = callback;
      proceed();
    },
    (callback) => {
      finish = () => {
        finish = undefined;
        Promise.resolve(options.onEnd?.()).then(
          () => callback(),
          (error: Error) => unlessInterrupted(() => callback(error)),
        );
      };
      proceed();
    },
  );

  /** Starts as many files as the concurrency allows. */
  function proceed(): void {
    while (hasRoom() && !stream.destroyed) {
      const file = waiting.shift();
      if (file === undefined) {
        break;
      }
      work(file);
    }
    if (waiting.length === 0 && unsent === 0 && !hasFailed) {
      finish?.();
    }
    if (options.eager || (waiting.length === 0 && hasRoom())) {
      const ask = askForNext;
      askForNext = undefined;
      ask?.();
    }
  }

  function hasRoom(): boolean {
    const limit = options.concurrency?.() ?? 1;
    return running < limit && unsent < limit * WAITING_PER_JOB;
  }

  function work(file: Vinyl): void {
    running++;
    unsent++;
    domain.outside(() => workOutside(file));
  }

  function workOutside(file: Vinyl): void {
    const goOn = (): void => domain.inside(proceed);
    const aside: Aside = async (wait) => {
      running--;
      goOn();
      try {
        await wait();
      } finally {
        running++;
      }
    };
    const job = options.onFile(file, goOn, aside);
    const leave = (): void => {
      running--;
      goOn();
    };
    job.then(leave, leave);
    sent = sent.then(async () => {
      const result = await job;
      unsent--;
      domain.inside(() => {
        if (result !== undefined) {
          stream.push(result);
        }
        proceed();
      });
    });
    const fail = (error: Error): void =>
      domain.inside(() => unlessInterrupted(() => stream.destroy(error)));
    // At once, even while files before it are being processed.
    job.catch(fail);
    sent.catch(fail);
  }

  function endWithFailure(
    this: FileStream,
    error: Error | null,
    callback: (error?: Error | null) => void,
  ): void {
    if (error === null) {
      callback();
      return;
    }
    hasFailed = true;
    throwIfUnheard(stream, error);
    const tidied = Promise.all([tidy(error), tidiers.get(destinations.get(stream) ?? {})?.(error)]);
    // The first failure is the one to report.
    tidied.then(
      () => callback(error),
      () => callback(error),
    );
  }
  let tidied: Promise<void> | undefined;
  function tidy(error: Error): Promise<void> {
    tidied ??= options.onFailure?.(error) ?? Promise.resolve();
    return tidied;
  }
  tidiers.set(stream, tidy);
  return watchSource(stream);
}

/**
 * After Ctrl-C the stream waits for the end of the process: a failure would make gulp exit at once,
 * with its own exit code and message.
 */
function unlessInterrupted(fail: () => void): void {
  if (!interruption.aborted) {
    fail();
  }
}

/** What our streams do when they fail. */
const tidiers = new WeakMap<object, (error: Error) => Promise<void>>();

/** Into which of our streams others are piped. */
const destinations = new WeakMap<object, FileStream>();

const pipedFromStreamx = new WeakSet<FileStream>();

/** Remembers what is piped into the stream, and whether it is a streamx stream, such as `gulp.src()`. */
function watchSource(stream: FileStream): FileStream {
  stream.on('pipe', (source: object) => {
    destinations.set(source, stream);
    if ('_duplexState' in source) {
      pipedFromStreamx.add(stream);
    }
  });
  return stream;
}

/**
 * The `pipe` of streamx swallows the errors of its destination, so that gulp would report success
 * (gulp#2812, streamx#94). Without another listener the error is thrown, as Node does with any
 * unhandled `error` event; gulp reports it and exits.
 */
function throwIfUnheard(stream: FileStream, error: Error): void {
  if (pipedFromStreamx.has(stream) && stream.listenerCount('error') <= 1) {
    process.nextTick(() => {
      throw error;
    });
  }
}
