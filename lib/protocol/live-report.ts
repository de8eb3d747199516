import type { Config } from '../config/schema.ts';
import { LiveReportError } from './errors.ts';

/**
 * A browser that is sent to an address has no header to add to it.
 *
 * @throws LiveReportError when the daemon of this configuration cannot show a report
 */
export function checkLiveReport(config: Config): void {
  if (config.daemon_command !== undefined) {
    throw new LiveReportError('clips are described by daemon_command, which shows none');
  }
  if (config.daemon_token_env !== undefined) {
    throw new LiveReportError('a browser cannot send the token that daemon_token_env asks for');
  }
}
