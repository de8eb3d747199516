import type { Config } from '../config/schema.ts';
import { TokenMissingError } from './errors.ts';
import { isLoopback } from './host.ts';

/**
 * The token that callers of the daemon must send; `undefined` when none is asked for.
 *
 * @throws TokenMissingError when `daemon_token_env` names a variable that is not set, or when there
 *   is none although other machines can call
 */
export function tokenOf(config: Config): string | undefined {
  const variable = config.daemon_token_env;
  if (variable === undefined) {
    if (!isLoopback(config.daemon_host)) {
      throw new TokenMissingError(
        `daemon_host ${config.daemon_host} can be called from other machines`,
      );
    }
    return undefined;
  }
  const token = process.env[variable];
  if (!token) {
    throw new TokenMissingError(`daemon_token_env names ${variable}, which is not set`);
  }
  return token;
}
