import type { Config } from '../config/schema.ts';
import type { ProcessRef } from '../process/process-ref.ts';
import {
  allCredentials,
  type Credentials,
  daemonOf,
  isProof,
  runningProcessesOf,
} from '../protocol/credentials.ts';
import type { Health } from '../protocol/messages.ts';
import { placeOf } from '../protocol/place.ts';

/** The credentials of this configuration's daemon, if it runs, or a command that it kept; it is not asked. */
export function recordedDaemon(config: Config): Credentials | undefined {
  const place = placeOf(config);
  return allCredentials().find(
    (credentials) => credentials.place === place && runningProcessesOf(credentials).length > 0,
  );
}

/** The process that has answered a challenge, if the answer proves that it is our daemon. */
export function provenDaemon(
  { daemon_port }: Config,
  { daemon, proof = '' }: Health,
  challenge: string,
): ProcessRef | undefined {
  const proven = allCredentials().find(
    (credentials) =>
      credentials.instance === daemon?.instance &&
      // An answer that is passed on from our daemon on another port is not that of this one.
      (daemon_port === 0 || credentials.port === daemon_port) &&
      isProof(credentials, challenge, proof),
  );
  return proven && daemonOf(proven);
}

/** The credentials of a daemon by its process; it may just have got or removed them. */
export function credentialsOf({ pid, startTime }: ProcessRef): Credentials | undefined {
  return allCredentials().find(
    (credentials) => credentials.pid === pid && credentials.start_time === startTime,
  );
}
