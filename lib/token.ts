import type { Config } from './config.ts';
import { TokenMissingError } from './errors.ts';

/**
 * The token that callers of the daemon must send; `undefined` when none is asked for.
 *
 * @throws TokenMissingError when `daemon_token_env` names a variable that is not set
 */
export function tokenOf(config: Config): string | undefined {
  const variable = config.daemon_token_env;
  if (variable === undefined) {
    return undefined;
  }
  const token = process.env[variable];
  if (!token) {
    throw new TokenMissingError(`daemon_token_env names ${variable}, which is not set`);
  }
  return token;
}
