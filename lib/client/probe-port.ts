import type { Config } from '../config/schema.ts';
import { hasCode } from '../errors.ts';
import { portOwner } from '../process/port-owner.ts';
import type { ProcessRef } from '../process/process-ref.ts';
import { drawChallenge } from '../protocol/credentials.ts';
import { DaemonHostError } from '../protocol/errors.ts';
import { type Health, type Identity, urlOf } from '../protocol/messages.ts';
import { TOOL } from '../util/package-info.ts';
import { isNoHttp } from './connection-failure.ts';
import { ConnectTimeoutError, DaemonAnswerError, PortTakenError } from './errors.ts';
import type { DaemonClient } from './http-client.ts';
import { provenDaemon, recordedDaemon } from './own-daemon.ts';

/** What listens on the daemon's port. */
export type PortProbe =
  | { kind: 'free' }
  /** Our daemon, in whatever phase, which has proven that it is ours. */
  | { kind: 'ours'; health: Health; identity: Identity; process: ProcessRef }
  /** A daemon that speaks the seed's protocol, but is not ours. */
  | { kind: 'foreign-daemon'; health: Health }
  /** A program that closes the connection; a daemon may just be ending. */
  | { kind: 'closing' }
  /** `late`: nothing took the connection. */
  | { kind: 'silent'; late?: ConnectTimeoutError }
  | { kind: 'foreign program'; what: string };

/** How long `/health` may take, in ms; our daemon takes some 5. */
const ANSWER_TIMEOUT_MS = 1500;

/** The same, of a program that has not answered before and may be gone, in ms. */
const SECOND_ANSWER_TIMEOUT_MS = 300;

const UNPROVEN =
  'a describe daemon that cannot prove to be yours (another user started it, or it runs on another machine)';

/**
 * What listens on the port of this configuration. A daemon may end, and its credentials with it, after
 * it was asked and before they are read; so what looks like another's is asked twice.
 */
export async function probePort(client: DaemonClient, config: Config): Promise<PortProbe> {
  const probe = await probeOnce(client, config, ANSWER_TIMEOUT_MS);
  const mayHaveEnded =
    (probe.kind === 'foreign program' && probe.what === UNPROVEN) ||
    (probe.kind === 'silent' && recordedDaemon(config) === undefined);
  return mayHaveEnded ? probeOnce(client, config, SECOND_ANSWER_TIMEOUT_MS) : probe;
}

async function probeOnce(
  client: DaemonClient,
  config: Config,
  timeoutMs: number,
): Promise<PortProbe> {
  try {
    const challenge = drawChallenge();
    const health = await client.health(AbortSignal.timeout(timeoutMs), challenge);
    const identity = health.daemon;
    if (identity?.tool !== TOOL.name) {
      return { kind: 'foreign-daemon', health };
    }
    const process = provenDaemon(config, health, challenge);
    return process === undefined
      ? { kind: 'foreign program', what: UNPROVEN }
      : { kind: 'ours', health, identity, process };
  } catch (error) {
    return probeOf(error, config);
  }
}

function probeOf(error: unknown, { daemon_host }: Config): PortProbe {
  if (error instanceof DaemonAnswerError) {
    return {
      kind: 'foreign program',
      what: 'a server that does not answer /health as a daemon does',
    };
  }
  if (hasCode(error, 'ECONNRESET', 'EPIPE')) {
    return { kind: 'closing' };
  }
  if (hasCode(error, 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH')) {
    throw new DaemonHostError(daemon_host, error);
  }
  // A local socket that is not there gives ENOENT; nobody can listen on port 0.
  if (hasCode(error, 'ECONNREFUSED', 'ENOENT', 'EADDRNOTAVAIL')) {
    return { kind: 'free' };
  }
  if (error instanceof ConnectTimeoutError) {
    return { kind: 'silent', late: error };
  }
  if (isTimeout(error)) {
    return { kind: 'silent' };
  }
  if (isNoHttp(error)) {
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
