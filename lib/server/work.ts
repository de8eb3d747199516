import type { EventEmitter } from 'node:events';
import type { LoadProgress } from '../engines/engine.ts';
import type { ProcessRef } from '../process-ref.ts';
import type { DescribeRequest, Status } from '../wire.ts';

/** Where the daemon's server listens. */
export type Place = { host: string; port: number } | { path: string };

/** Who describes clips, and on which port. */
export type Serving = { process: ProcessRef; port: number };

/**
 * What a daemon does while it lives: describe clips with an engine, or keep the process of a
 * `daemon_command`. Emits `idle` when the last clip has left, `died` when it cannot go on.
 */
export interface Work extends EventEmitter<{ idle: []; died: [reason: string] }> {
  readonly model: string;
  /** How many clips it works on at the same time. */
  readonly slots: number;
  /** To listen there is the lock: whoever does is the one daemon. */
  readonly place: Place;
  /** Called once the place is ours; `port` is the one that is listened on, if it is one. */
  begin(port: number | undefined): Promise<Serving>;
  load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void>;
  readonly isIdle: boolean;
  status(): Omit<Status, 'status' | 'model_loaded' | 'model_name'>;
  describe(request: DescribeRequest, hangUp: AbortSignal): Promise<unknown>;
  /** Called when no clip is in hand any more. */
  close(): Promise<void>;
}
