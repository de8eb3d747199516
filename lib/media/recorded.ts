import type { Dictionary } from 'node-av/lib';
import type { Container } from './container.ts';

/** When a clip was recorded, in ISO 8601, and which tag of its container says so. */
export type Recorded = {
  timestamp: string;
  from: 'quicktime_creationdate' | 'creation_time';
};

/**
 * Earlier ones are clocks that were never set: QuickTime's begins in 1904, Unix’s in 1970, that of
 * memory cards (FAT) in 1980.
 */
const EARLIEST = Date.UTC(1981, 0);

/**
 * By what Apple's cameras write, which has the zone of the place, else by the time that QuickTime,
 * MP4 and Matroska have in UTC; `undefined` when neither tells.
 */
export function recordedOf({ format, video }: Container): Recorded | undefined {
  const tags = [format.metadata, video.metadata];
  const local = first(tags, 'com.apple.quicktime.creationdate', withZone);
  if (local !== undefined) {
    return { timestamp: local, from: 'quicktime_creationdate' };
  }
  const utc = first(tags, 'creation_time', (text) => new Date(timeOf(text)).toISOString());
  return utc === undefined ? undefined : { timestamp: utc, from: 'creation_time' };
}

/** What the first usable tag of this name says. */
function first(
  tags: readonly (Dictionary | null)[],
  name: string,
  read: (text: string) => string | undefined,
): string | undefined {
  for (const each of tags) {
    const text = each?.get(name) ?? '';
    const timestamp = timeOf(text) >= EARLIEST ? read(text) : undefined;
    if (timestamp !== undefined) {
      return timestamp;
    }
  }
  return undefined;
}

const PARTS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d)(?::?(\d\d))?$/;

/**
 * `2024-05-06T07:08:09+0200` as `2024-05-06T07:08:09+02:00`; `undefined` without a zone, and of a day
 * that no calendar has.
 */
function withZone(text: string): string | undefined {
  const [, local, hours, minutes = '00'] = PARTS.exec(text) ?? [];
  if (local === undefined || hours === undefined || !isReal(local)) {
    return undefined;
  }
  return hours === 'Z' ? `${local}Z` : `${local}${hours}:${minutes}`;
}

/** `Date.parse` takes 30 February for 1 March. */
function isReal(local: string): boolean {
  const ms = Date.parse(`${local}Z`);
  return ms >= EARLIEST && new Date(ms).toISOString().startsWith(local.slice(0, 19));
}

/** In ms since 1970 UTC; `NaN` when there is no time with a zone. */
function timeOf(text: string): number {
  return Date.parse(withZone(text) ?? '');
}
