import type { EventEmitter } from 'node:events';
import type { LoadProgress } from '../engines/engine.ts';
import type { ProcessRef } from '../process/process-ref.ts';
import type { DescribeRequest, Status, Timings } from '../protocol/messages.ts';

/** Where the daemon's server listens. */
export type Place = { host: string; port: number } | { path: string };

/** A clip's record, and how it came about. */
export type Described = {
  record: unknown;
  timings: Timings;
  /** Whether another client had asked for the same first. */
  shared?: boolean;
};

/** Who describes clips, and on which port. */
export type Serving = { process: ProcessRef; port: number };

/**
 * What a daemon does while it lives: describe clips with an engine, or keep the process of a
 * `daemon_command`. Emits `idle` when the last clip has left, `died` when it cannot go on.
 */
export interface Backend extends EventEmitter<{ idle: []; died: [reason: string] }> {
  readonly model: string;
  /** How many clips it works on at the same time. */
  readonly slots: number;
  /** How many clips a run should send at the same time, to keep all of it busy. */
  readonly clipsAtATime: number;
  /** Listening here is the lock: only one daemon can. */
  readonly place: Place;
  /** Called once the place is ours; `port` is the one that is listened on, if it is one. */
  begin(port: number | undefined): Promise<Serving>;
  load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void>;
  readonly isIdle: boolean;
  status(): Omit<Status, 'status' | 'model_loaded' | 'model_name'>;
  /** May be called while `load` is under way: the clip is read meanwhile. */
  describe(request: DescribeRequest, hangUp: AbortSignal): Promise<Described>;
  /** Called when no clip is in flight. */
  close(): Promise<void>;
}
