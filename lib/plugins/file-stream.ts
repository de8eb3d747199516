import type { Transform } from 'node:stream';
import through2 from 'through2';
import type Vinyl from 'vinyl';
import { interruption } from '../client/interrupt.ts';

/** A gulp plugin's stream: vinyl files in, vinyl files out. */
export type FileStream = Transform;

export type FileStreamOptions = {
  /** How many files are worked on at the same time; asked anew for each file. Default 1. */
  concurrency?: () => number;
  /**
   * Takes every file in as soon as it comes, so that it is known early how many there are. What
   * waits here are names, no contents.
   */
  eager?: boolean;
  /** Whether nobody need read what comes out; else a reader that is late would miss files. */
  mayBeLast?: boolean;
  /** Called for each file when it comes in, in order. */
  onTaken?(file: Vinyl): void;
  /**
   * What goes out for a file; nothing when it is dropped. Results go out in the order of files.
   *
   * @param goOn to be called when `concurrency` has grown meanwhile
   */
  onFile(file: Vinyl, goOn: () => void): Promise<Vinyl | undefined>;
  /** Runs after the last file has gone out. */
  onEnd?(): Promise<void>;
  /** Runs when the stream is given up because it, or one of its neighbours, has failed. */
  onFailure?(): Promise<void>;
};

/** Results that wait for a slower one before them are at most so many times the concurrency. */
const WAITING_PER_JOB = 16;

/** A through2 stream that works on several files at a time and keeps their order. */
export function fileStream(options: FileStreamOptions): FileStream {
  const waiting: Vinyl[] = [];
  let running = 0;
  let unsent = 0;
  let sent: Promise<unknown> = Promise.resolve();
  /** Asks for the next file, once there is room for it. */
  let askForNext: (() => void) | undefined;
  /** Ends the stream, once nothing is left to do. */
  let finish: (() => void) | undefined;

  const stream: FileStream = through2.obj(
    { destroy: endWithFailure },
    (file: Vinyl, _encoding, callback) => {
      if (options.mayBeLast && stream.readableFlowing === null) {
        // Nobody reads what comes out: as the last of a pipeline it would stall after 16 files.
        stream.resume();
      }
      options.onTaken?.(file);
      waiting.push(file);
      askForNext = callback;
      goOn();
    },
    (callback) => {
      finish = () => {
        finish = undefined;
        Promise.resolve(options.onEnd?.()).then(
          () => callback(),
          (error: Error) => unlessInterrupted(() => callback(error)),
        );
      };
      goOn();
    },
  );

  /** Begins whatever there is room for. */
  function goOn(): void {
    while (hasRoom() && !stream.destroyed) {
      const file = waiting.shift();
      if (file === undefined) {
        break;
      }
      work(file);
    }
    if (waiting.length === 0 && unsent === 0) {
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
    const job = options.onFile(file, goOn);
    const leave = (): void => {
      running--;
      goOn();
    };
    job.then(leave, leave);
    sent = sent.then(async () => {
      const result = await job;
      unsent--;
      if (result !== undefined) {
        stream.push(result);
      }
      goOn();
    });
    const fail = (error: Error): void => unlessInterrupted(() => stream.destroy(error));
    // At once, though others before it are still being worked on.
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
    failLoudly(stream, error);
    const tidied = options.onFailure?.() ?? Promise.resolve();
    // What went wrong first is what the user has to know.
    tidied.then(
      () => callback(error),
      () => callback(error),
    );
  }
  return watchSource(stream);
}

/**
 * After Ctrl-C the stream stands still until the process ends: a failure now would make gulp exit
 * at once, with a code and a message of its own.
 */
function unlessInterrupted(fail: () => void): void {
  if (!interruption.aborted) {
    fail();
  }
}

const pipedFromStreamx = new WeakSet<FileStream>();

/** Remembers which streams hang on one of streamx's, as the first plugin after `gulp.src()` does. */
function watchSource(stream: FileStream): FileStream {
  stream.on('pipe', (source: object) => {
    if ('_duplexState' in source) {
      pipedFromStreamx.add(stream);
    }
  });
  return stream;
}

/**
 * streamx's `pipe` listens to the errors of its destination and keeps them to itself, so gulp
 * would go on as if nothing had happened (gulp#2812, streamx#94). When nobody else listens, the
 * error is thrown, as Node does with any error that nobody listens to; gulp reports it and exits.
 */
function failLoudly(stream: FileStream, error: Error): void {
  if (pipedFromStreamx.has(stream) && stream.listenerCount('error') <= 1) {
    process.nextTick(() => {
      throw error;
    });
  }
}
