import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { canonicalHost } from './host.ts';
import { urlOf } from './messages.ts';

/** What a configuration's daemon is found by: its address; with `daemon_port: 0`, its PID file. */
export function placeOf({ daemon_host, daemon_port, daemon_pid_file }: Config): string {
  const host = canonicalHost(daemon_host);
  return daemon_port === 0
    ? resolve(daemon_pid_file)
    : urlOf(host === 'localhost' ? '127.0.0.1' : host, daemon_port);
}
