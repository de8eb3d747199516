import type { Config } from '../config/schema.ts';
import type { Identity } from '../protocol/messages.ts';
import { settingsOf } from '../protocol/settings.ts';
import { DaemonMismatchError } from './errors.ts';

/**
 * Whether a daemon that is there was started for what is wanted; never is another used silently.
 *
 * @throws DaemonMismatchError naming what differs, and how
 */
export function checkSettings(url: string, identity: Identity, config: Config): void {
  const differences = settingsDifferences(identity, config);
  if (differences.length > 0) {
    throw new DaemonMismatchError(url, differences);
  }
}

/** What a daemon was started with otherwise than this configuration wants. */
export function settingsDifferences({ settings }: Identity, config: Config): string[] {
  const wanted = settingsOf(config);
  return Object.keys(wanted)
    .filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(wanted[key]))
    .map((key) => `${key} is ${shown(settings[key])}, wanted ${shown(wanted[key])}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not known');
}
