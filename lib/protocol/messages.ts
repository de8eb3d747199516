import { z } from 'zod';
import { type Config, Parameters } from '../config/schema.ts';
import type { ErrorJson } from '../errors.ts';

/**
 * What client and daemon say to each other over HTTP. The seed's Python daemon says a part of it: the
 * fields that it does not have are optional here.
 */

/** Most bytes of a request's body. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The daemon's life as `/health` tells it. */
export const PHASES = ['loading', 'ready', 'stopping'] as const;

/** `leased`: ends when it is no longer used; `persistent`: stays until it is told to stop. */
export const LIFETIMES = ['leased', 'persistent'] as const;
export type LifetimeKind = (typeof LIFETIMES)[number];

/** What tells our daemon from any other, and from one that was started for something else. */
export const Identity = z.object({
  tool: z.string(),
  version: z.string(),
  /** Drawn at random at each start. */
  instance: z.string(),
  pid: z.int().positive(),
  /** With the PID it names one process of this machine and no other. */
  start_time: z.string().optional(),
  /** The settings that decide what the daemon is, by the name of their configuration key. */
  settings: z.record(z.string(), z.unknown()),
  /** SHA-256 of `settings`. */
  settings_sha256: z.string(),
});
export type Identity = z.infer<typeof Identity>;

export const Health = z.object({
  status: z.string(),
  model_loaded: z.boolean(),
  model_name: z.string().nullish(),
  phase: z.enum(PHASES).optional(),
  /** What is being loaded, while loading. */
  progress: z.string().optional(),
  /** How far, 0 to 100, when it is known. */
  percent: z.number().optional(),
  /** How many clips it works on at the same time. */
  slots: z.int().positive().optional(),
  /** How many clips a run should send at the same time, to keep all of it busy. */
  clips_at_a_time: z.int().positive().optional(),
  /** Runs that hold the daemon. */
  leases: z.int().nonnegative().optional(),
  lifetime: z.enum(LIFETIMES).optional(),
  /** How long it stays up unused, in s. */
  keep_alive_seconds: z.number().nonnegative().optional(),
  /** Where clips are described, and the PID in the PID file: a `daemon_command`'s, if there is one. */
  port: z.int().positive().optional(),
  pid: z.int().positive().optional(),
  /** Where the live report is, once it has been asked for. */
  live_report: z.url().optional(),
  daemon: Identity.optional(),
  /**
   * The answer to the header `daemon-challenge`: HMAC-SHA256 of the challenge, PID, start time and
   * instance, with a secret that only the daemon's user can read.
   */
  proof: z.string().optional(),
});
export type Health = z.infer<typeof Health>;

/** What a model server has room for. */
export const ServerRoom = z.object({
  url: z.string(),
  /** How many clips it is asked about at the same time. */
  clips_at_a_time: z.int().positive(),
  /** In tokens; absent when the server does not tell. */
  context_tokens: z.int().positive().optional(),
  /** Whether that is the context of all its slots together. */
  context_shared: z.boolean().optional(),
  /** How many frames of a clip with much speech fit; of one with less, more may. */
  frames: z.int().positive().optional(),
  /** As in `describe.max_frames`. */
  max_frames: z.int().positive(),
  /** The same for people. */
  summary: z.string().optional(),
  /** What to do when there is too little room. */
  advice: z.string().optional(),
});
export type ServerRoom = z.infer<typeof ServerRoom>;

/** What a model server has room for, and what it has done since the daemon was started. */
export const ServerFigures = ServerRoom.extend({
  /** How many clips it may be asked about at the same time now: fewer after it was full, or while that is learned. */
  slots: z.int().positive().optional(),
  /** Requests under way, answered, and failed; most clips take one. */
  in_flight: z.int().nonnegative().optional(),
  done: z.int().nonnegative().optional(),
  failed: z.int().nonnegative().optional(),
  /** Whether it gets no clips until a check succeeds: it failed, or has not answered yet. */
  set_aside: z.boolean().optional(),
  /** How long an answer took, of the last 256: half of them, and 95 %, took no longer. */
  p50_seconds: z.number().nonnegative().optional(),
  p95_seconds: z.number().nonnegative().optional(),
  /** Tokens written per second in which it had a request, where they are told. */
  tokens_per_second: z.number().nonnegative().optional(),
});
export type ServerFigures = z.infer<typeof ServerFigures>;

/** What the engine has done since it was loaded. */
export const EngineFigures = z.object({
  name: z.string(),
  /** How long the model took to load, in s; absent while it does. */
  model_load_seconds: z.number().nonnegative().optional(),
  clips_done: z.int().nonnegative(),
  clips_failed: z.int().nonnegative(),
  /** Mean time that the engine takes for a clip, decoding not included; absent before the first. */
  seconds_per_clip: z.number().nonnegative().optional(),
  /** Tokens that the model has read and written, where they are told. */
  tokens_in: z.int().nonnegative(),
  tokens_out: z.int().nonnegative(),
  /** Clips that are decoded and wait for the engine. */
  queue_length: z.int().nonnegative(),
  /** Of an engine that asks model servers. */
  servers: z.array(ServerFigures).optional(),
});
export type EngineFigures = z.infer<typeof EngineFigures>;

/** Where the time of clips went since the model was loaded, in s; differences of two answers tell of the time between. */
export const WorkTime = z.object({
  /** With at least one clip in its hands. */
  active_seconds: z.number().nonnegative(),
  /** Summed over clips: being decoded, waiting for a decoder or for the engine, and in the engine. */
  decode_seconds: z.number().nonnegative(),
  queue_seconds: z.number().nonnegative(),
  model_seconds: z.number().nonnegative(),
  /** Of `model_seconds`: sending frames to model servers, and receiving answers. */
  network_seconds: z.number().nonnegative(),
  /** How many clips can be decoded, and be in the engine, at the same time. */
  decoders: z.int().positive(),
  model_slots: z.int().positive(),
});
export type WorkTime = z.infer<typeof WorkTime>;

/** With it `/health` is asked for a proof. A header, because other daemons may know no query. */
export const CHALLENGE_HEADER = 'daemon-challenge';

/** The challenge in that header's value; `undefined` when it is none. */
export function challengeIn(header: string | string[] | undefined): string | undefined {
  return /^[\w-]{16,128}$/.exec(String(header))?.[0];
}

export const Status = z.object({
  status: z.string(),
  model_loaded: z.boolean(),
  model_name: z.string().nullish(),
  is_busy: z.boolean(),
  total_processed: z.int().nonnegative(),
  current_file: z.string().optional(),
  processing_time_seconds: z.number().nonnegative().optional(),
  /** Clips in flight, the current ones included. */
  queue_length: z.int().nonnegative().optional(),
  engine: EngineFigures.optional(),
  time: WorkTime.optional(),
});
export type Status = z.infer<typeof Status>;

/** An absolute path, as programs send it. */
const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((name) => !name.includes('\0'), 'must not contain a NUL character');

export const DescribeRequest = z.object({
  filename: path,
  ...Parameters.partial().shape,
  /** Without it they are looked for beside the clip. */
  subtitle_file: path.nullish(),
  /**
   * Whether the answer may be that to the same request of another client; the header `clip-shared` says
   * that it is.
   */
  share: z.boolean().optional(),
});
export type DescribeRequest = z.infer<typeof DescribeRequest>;

/** Where the live report is to be opened. */
export const LiveReportPlace = z.object({ url: z.url() });
export type LiveReportPlace = z.infer<typeof LiveReportPlace>;

/** Set on an answer that another client has asked for first. */
export const SHARED_HEADER = 'clip-shared';

/** Where the time of a clip went, in s: reading it, waiting for its turn, the engine, the network between it and its server. */
export type Timings = { decode: number; queue: number; model: number; network: number };

/** As the header `Server-Timing` has it (W3C), in ms: `decode;dur=12.3, queue;dur=0.1`. */
export function timingHeader(timings: Timings): string {
  return Object.entries(timings)
    .map(([part, seconds]) => `${part};dur=${(seconds * 1000).toFixed(1)}`)
    .join(', ');
}

/** `undefined` when the header does not tell all of it: other daemons have their own, or none. */
export function timingsIn(header: string | string[] | undefined): Timings | undefined {
  const secondsOf = (part: string): number => {
    const ms = new RegExp(`\\b${part};dur=([\\d.]+)`).exec(String(header))?.[1];
    return Number(ms) / 1000;
  };
  const timings = {
    decode: secondsOf('decode'),
    queue: secondsOf('queue'),
    model: secondsOf('model'),
    // Older daemons have it in `model`.
    network: secondsOf('network') || 0,
  };
  return Object.values(timings).every(Number.isFinite) ? timings : undefined;
}

export const ErrorBody = z.object({
  detail: z.unknown(),
  code: z.string().optional(),
  /** Whose failure it is: the clip's, and others may go well, or one that every clip would meet. */
  scope: z.enum(['clip', 'run']).optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** A host that is an IPv6 address stands in brackets. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Interval of a lease's heartbeat, in ms. */
export const LEASE_HEARTBEAT_MS = 1000;

/** A daemon of which so many heartbeats are missing is taken for dead. */
export const MOST_MISSING_HEARTBEATS = 15;

/**
 * A line of a lease's answer: a heartbeat, or the reason why the daemon ends. The first one tells how
 * often a heartbeat is to be expected.
 */
export const LeaseNews = z.object({
  heartbeat_ms: z.number().positive().optional(),
  ending: z.string().optional(),
});
export type LeaseNews = z.infer<typeof LeaseNews>;

/** What the process that starts the daemon sends it. */
export type StartOrder = {
  config: Config;
  lifetime: LifetimeKind;
  /** For tests, which cannot wait 15 s for a daemon to be taken for dead. */
  heartbeatMs?: number;
};

/** What the daemon process sends back: that it has its port, and later perhaps why it ends. */
export type StartNews = { port: number } | { error: ErrorJson };

/** The daemon process's exit code when its port is taken (Linux's EADDRINUSE). */
export const EXIT_PORT_TAKEN = 98;
