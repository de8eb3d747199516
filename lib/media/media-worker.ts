import { type ChildProcess, fork } from 'node:child_process';
import { messageOf, VlogDescribeError } from '../errors.ts';
import { nodeEntry } from '../process/entry.ts';
import type { AnalysisRequest, ClipAnalysis } from './clip-analysis.ts';
import { MediaPoolClosedError, MediaWorkerCrashedError, MediaWorkerSilentError } from './errors.ts';
import type { Order, Report } from './messages.ts';

/** In ms. A worker that was called off and still works after this is killed. */
const CANCEL_LIMIT_MS = 500;

/**
 * In bytes. A worker that has grown beyond this is let go after its clip: FFmpeg gives memory of
 * large frames back to the allocator, but that seldom gives it back to the system.
 */
const RETIRE_RSS_BYTES = 220e6;

/** The clip that a worker is on. */
type Job = {
  file: string;
  resolve: (analysis: ClipAnalysis) => void;
  reject: (error: unknown) => void;
};

/** One worker process, seen from the process that owns it. */
export class MediaWorker {
  readonly #child: ChildProcess;
  readonly #silenceLimitMs: number;
  readonly #exited: Promise<void>;
  #job: Job | undefined;
  #silence: NodeJS.Timeout | undefined;
  #usable = true;
  #ending = false;

  constructor(silenceLimitMs: number) {
    this.#silenceLimitMs = silenceLimitMs;
    const { file, execArgv } = nodeEntry(import.meta.url, './worker');
    this.#child = fork(file, {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#exited = new Promise((resolve) => {
      const gone = (how: string): void => {
        this.#crashed(how);
        resolve();
      };
      this.#child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) {
          gone(`it could not be started: ${messageOf(error)}`);
        } else {
          // A message could not be sent: the process is on its way out, or must be.
          this.#kill();
        }
      });
    });
    this.#child.on('message', (report: Report) => this.#heard(report));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** False once the process has ended or should take no further clip. */
  get usable(): boolean {
    return this.#usable;
  }

  /**
   * One clip at a time. Settles when the process is done with it, or gone.
   * @throws what analyze() throws, MediaWorkerCrashedError, MediaWorkerSilentError,
   *   MediaPoolClosedError, the signal's reason
   */
  async analyze(request: AnalysisRequest, signal: AbortSignal): Promise<ClipAnalysis> {
    let overdue: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.#tell({ kind: 'cancel' });
      overdue = setTimeout(() => this.#kill(), CANCEL_LIMIT_MS);
    };
    const answer = new Promise<ClipAnalysis>((resolve, reject) => {
      this.#job = { file: request.file, resolve, reject };
    });
    this.#listen();
    this.#tell({ kind: 'analyze', request });
    signal.addEventListener('abort', cancel);
    if (signal.aborted) {
      cancel();
    }
    try {
      return await answer;
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(overdue);
    }
  }

  /** Ends the process. Its clip, if it is on one, is given up. */
  async end(): Promise<void> {
    this.#ending = true;
    this.#kill();
    await this.#exited;
  }

  #tell(order: Order): void {
    if (this.#child.connected) {
      this.#child.send(order);
    }
  }

  /** Gives the process its full time again. */
  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const job = this.#takeJob();
      job?.reject(new MediaWorkerSilentError(job.file, this.#silenceLimitMs / 1000));
      this.#kill();
    }, this.#silenceLimitMs);
  }

  #heard(report: Report): void {
    if (report.kind === 'alive') {
      if (this.#job) {
        this.#listen();
      }
      return;
    }
    if (report.rssBytes > RETIRE_RSS_BYTES) {
      this.#usable = false;
    }
    const job = this.#takeJob();
    if (report.kind === 'analyzed') {
      job?.resolve(report.analysis);
    } else {
      job?.reject(VlogDescribeError.fromJSON(report.error));
    }
  }

  #crashed(how: string): void {
    this.#usable = false;
    const job = this.#takeJob();
    job?.reject(
      this.#ending
        ? new MediaPoolClosedError(job.file)
        : new MediaWorkerCrashedError(job.file, how),
    );
  }

  #takeJob(): Job | undefined {
    clearTimeout(this.#silence);
    const job = this.#job;
    this.#job = undefined;
    return job;
  }

  #kill(): void {
    this.#usable = false;
    // It has nothing to save, and may be stopped or deep in a decoder that hears nothing else.
    this.#child.kill('SIGKILL');
  }
}
