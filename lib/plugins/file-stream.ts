import type { Transform } from 'node:stream';
import through2 from 'through2';
import type Vinyl from 'vinyl';
import { interruption } from '../daemon/interrupt.ts';

/** A gulp plugin's stream: vinyl files in, vinyl files out. */
export type FileStream = Transform;

export type FileStreamOptions = {
  /** How many files are worked on at the same time; asked anew for each file. Default 1. */
  concurrency?: () => number;
  /** Whether nobody need read what comes out; else a reader that is late would miss files. */
  mayBeLast?: boolean;
  /** What goes out for a file; nothing when it is dropped. Results go out in the order of files. */
  onFile(file: Vinyl): Promise<Vinyl | undefined>;
  /** Runs after the last file has gone out. */
  onEnd?(): Promise<void>;
  /** Runs when the stream is given up because it, or one of its neighbours, has failed. */
  onFailure?(): Promise<void>;
};

/** Results that wait for a slower one before them are at most so many times the concurrency. */
const WAITING_PER_JOB = 16;

/** A through2 stream that works on several files at a time and keeps their order. */
export function fileStream(options: FileStreamOptions): FileStream {
  const running = new Set<Promise<unknown>>();
  const unsent = new Set<Promise<unknown>>();
  let sent: Promise<unknown> = Promise.resolve();

  const stream: FileStream = through2.obj(
    { destroy: endWithFailure },
    (file: Vinyl, _encoding, callback) => {
      if (options.mayBeLast && stream.readableFlowing === null) {
        // Nobody reads what comes out: as the last of a pipeline it would stall after 16 files.
        stream.resume();
      }
      const job = options.onFile(file);
      track(running, job);
      sent = sent.then(async () => {
        const result = await job;
        if (result !== undefined) {
          stream.push(result);
        }
      });
      track(unsent, sent);
      sent.catch((error: Error) => unlessInterrupted(() => stream.destroy(error)));
      const limit = options.concurrency?.() ?? 1;
      void roomIn(running, limit)
        .then(() => roomIn(unsent, limit * WAITING_PER_JOB))
        .then(() => callback());
    },
    (callback) => {
      sent
        .then(() => options.onEnd?.())
        .then(
          () => callback(),
          (error: Error) => unlessInterrupted(() => callback(error)),
        );
    },
  );

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

function track(set: Set<Promise<unknown>>, job: Promise<unknown>): void {
  set.add(job);
  const leave = () => set.delete(job);
  job.then(leave, leave);
}

async function roomIn(set: Set<Promise<unknown>>, limit: number): Promise<void> {
  while (set.size >= limit) {
    await Promise.race(set).catch(() => {
      // The stream is told elsewhere; here it only matters that there is room.
    });
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
