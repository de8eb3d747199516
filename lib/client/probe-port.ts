import { errors } from 'undici';
import type { Config } from '../config/schema.ts';
import { hasCode } from '../errors.ts';
import { portOwner } from '../process/port-owner.ts';
import { type Health, type Identity, urlOf } from '../protocol/messages.ts';
import { DaemonAnswerError, PortTakenError } from './errors.ts';
import type { DaemonClient } from './http-client.ts';

/** Who is at the daemon's place. */
export type PortProbe =
  | { kind: 'nobody' }
  /** Our daemon, in whatever phase. */
  | { kind: 'ours'; health: Health; identity: Identity }
  /** A daemon that speaks the seed's protocol, but is not ours. */
  | { kind: 'foreign-daemon'; health: Health }
  /** Somebody who may be just ending, or hangs up on everybody. */
  | { kind: 'hanging up' }
  | { kind: 'silent' }
  | { kind: 'stranger'; what: string };

/** How long whoever is there may take to answer `/health`, in ms; ours takes some 5. */
const ANSWER_TIMEOUT_MS = 1500;

/** Asks who is there. `tool` is what our own daemon calls itself. */
export async function probePort(client: DaemonClient, tool: string): Promise<PortProbe> {
  try {
    const health = await client.health(AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    const identity = health.daemon;
    return identity?.tool === tool
      ? { kind: 'ours', health, identity }
      : { kind: 'foreign-daemon', health };
  } catch (error) {
    return whoFails(error);
  }
}

function whoFails(error: unknown): PortProbe {
  if (error instanceof DaemonAnswerError) {
    return { kind: 'stranger', what: 'a server that does not answer /health as a daemon does' };
  }
  if (error instanceof errors.SocketError || hasCode(error, 'ECONNRESET', 'EPIPE')) {
    return { kind: 'hanging up' };
  }
  // A local socket that is not there gives ENOENT; nobody can listen on port 0.
  if (hasCode(error, 'ECONNREFUSED', 'ENOENT', 'EADDRNOTAVAIL')) {
    return { kind: 'nobody' };
  }
  if (error instanceof errors.ConnectTimeoutError || isTimeout(error)) {
    return { kind: 'silent' };
  }
  if (error instanceof errors.HTTPParserError) {
    return { kind: 'stranger', what: 'a program that does not speak HTTP' };
  }
  throw error;
}

/** The error for a port that is taken, naming its owner where the system tells. */
export async function portTaken(config: Config, what: string): Promise<PortTakenError> {
  const { daemon_host, daemon_port } = config;
  return new PortTakenError(urlOf(daemon_host, daemon_port), what, await portOwner(daemon_port));
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
