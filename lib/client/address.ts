import type { Config } from '../config/schema.ts';
import { controlSocketOf } from '../protocol/control-socket.ts';
import { urlOf } from '../protocol/messages.ts';
import { tokenOf } from '../protocol/token.ts';
import { recordedDaemon } from './own-daemon.ts';

/** Where a daemon listens, and the token it asks for. */
export type Address = {
  url: string;
  /** A local socket to go through instead of the URL's host and port. */
  socketPath?: string;
  token?: string;
};

/**
 * Where the daemon of this configuration listens.
 *
 * @param port known when it was just started; otherwise the daemon's credentials have that of `daemon_port: 0`
 */
export function addressOf(config: Config, port?: number): Address {
  const token = tokenOf(config);
  const published =
    config.daemon_port === 0 && port === undefined ? recordedDaemon(config)?.url : undefined;
  return {
    url: published ?? urlOf(config.daemon_host, port ?? config.daemon_port),
    ...(token !== undefined && { token }),
  };
}

/**
 * Where leases are granted: by the daemon itself, or by the keeper of a `daemon_command`.
 */
export function leaseAddressOf(config: Config, port?: number): Address {
  return config.daemon_command === undefined
    ? addressOf(config, port)
    : { ...addressOf(config, port), url: 'http://localhost', socketPath: controlSocketOf(config) };
}

/** The headers that every request carries. */
export function headersOf({ token }: Address): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
