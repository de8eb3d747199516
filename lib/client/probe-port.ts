import { errors } from 'undici';
import type { Config } from '../config/schema.ts';
import { hasCode } from '../errors.ts';
import { portOwner } from '../process/port-owner.ts';
import { type Health, type Identity, urlOf } from '../protocol/messages.ts';
import { DaemonAnswerError, PortTakenError } from './errors.ts';
import type { DaemonClient } from './http-client.ts';

/** What listens on the daemon's port. */
export type PortProbe =
  | { kind: 'free' }
  /** Our daemon, in whatever phase. */
  | { kind: 'ours'; health: Health; identity: Identity }
  /** A daemon that speaks the seed's protocol, but is not ours. */
  | { kind: 'foreign-daemon'; health: Health }
  /** A program that closes the connection; a daemon may just be ending. */
  | { kind: 'closing' }
  | { kind: 'silent' }
  | { kind: 'foreign program'; what: string };

/** How long `/health` may take, in ms; our daemon takes some 5. */
const ANSWER_TIMEOUT_MS = 1500;

/** @param tool the name by which our own daemon identifies itself */
export async function probePort(client: DaemonClient, tool: string): Promise<PortProbe> {
  try {
    const health = await client.health(AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    const identity = health.daemon;
    return identity?.tool === tool
      ? { kind: 'ours', health, identity }
      : { kind: 'foreign-daemon', health };
  } catch (error) {
    return probeOf(error);
  }
}

function probeOf(error: unknown): PortProbe {
  if (error instanceof DaemonAnswerError) {
    return {
      kind: 'foreign program',
      what: 'a server that does not answer /health as a daemon does',
    };
  }
  if (error instanceof errors.SocketError || hasCode(error, 'ECONNRESET', 'EPIPE')) {
    return { kind: 'closing' };
  }
  // A local socket that is not there gives ENOENT; nobody can listen on port 0.
  if (hasCode(error, 'ECONNREFUSED', 'ENOENT', 'EADDRNOTAVAIL')) {
    return { kind: 'free' };
  }
  if (error instanceof errors.ConnectTimeoutError || isTimeout(error)) {
    return { kind: 'silent' };
  }
  if (error instanceof errors.HTTPParserError) {
    return { kind: 'foreign program', what: 'a program that does not speak HTTP' };
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
