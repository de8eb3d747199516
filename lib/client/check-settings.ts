import type { Config } from '../config/schema.ts';
import type { Identity } from '../protocol/messages.ts';
import { settingsOf } from '../protocol/settings.ts';
import { DaemonMismatchError } from './errors.ts';

/**
 * Refuses a daemon that was started with other settings; none is used silently.
 *
 * @throws DaemonMismatchError naming what differs, and how
 */
export function checkSettings(url: string, identity: Identity, config: Config): void {
  const differences = settingsDifferences(identity, config);
  if (differences.length > 0) {
    throw new DaemonMismatchError(url, differences);
  }
}

/** How a daemon's settings differ from this configuration's. */
export function settingsDifferences(
  { settings }: Pick<Identity, 'settings'>,
  config: Config,
): string[] {
  const wanted = settingsOf(config);
  return Object.keys(wanted)
    .filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(wanted[key]))
    .map((key) => `${key} is ${shown(settings[key])}, wanted ${shown(wanted[key])}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not known');
}
