import type { Config } from '../config.ts';
import { DaemonMismatchError } from '../errors.ts';
import { settingsOf } from '../identity.ts';
import type { Identity } from '../wire.ts';

/**
 * Whether a daemon that is there was started for what is wanted; never is another used silently.
 *
 * @throws DaemonMismatchError naming what differs, and how
 */
export function checkSettings(url: string, { settings }: Identity, config: Config): void {
  const wanted = settingsOf(config);
  const differences = Object.keys(wanted)
    .filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(wanted[key]))
    .map((key) => `${key} is ${shown(settings[key])}, wanted ${shown(wanted[key])}`);
  if (differences.length > 0) {
    throw new DaemonMismatchError(url, differences);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not known');
}
