import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';

/**
 * The local socket on which the keeper of a `daemon_command` gives out leases. Such a daemon takes
 * its port only once its model is loaded, so the port cannot be the lock; this socket is. On Linux
 * it is an abstract one (unix(7)), on Windows a named pipe: both go with their process. Elsewhere
 * it is a file in the temporary folder, because paths of sockets must be short.
 */
export function controlSocketOf(config: Config): string {
  const { daemon_host, daemon_port, daemon_pid_file } = config;
  const place = daemon_port === 0 ? daemon_pid_file : `${daemon_host}:${daemon_port}`;
  const hash = createHash('sha256').update(`${userInfo().uid} ${place}`).digest('hex');
  const name = `vlog-describe-${hash.slice(0, 16)}`;
  switch (process.platform) {
    case 'linux':
      return `\0${name}`;
    case 'win32':
      return `\\\\.\\pipe\\${name}`;
    default:
      return join(tmpdir(), `${name}.sock`);
  }
}
