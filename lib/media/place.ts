import type { Measured } from '../record/schema.ts';
import type { Container } from './container.ts';

export type Place = NonNullable<Measured['video']['place']>;

/** What Apple's cameras write, and QuickTime's `©xyz` by FFmpeg's name for it. */
const TAGS = ['com.apple.quicktime.location.ISO6709', 'location', 'location-eng'];

/** ISO 6709, annex H: `+48.8577+002.295/`, degrees with fractions, or degrees and minutes, or seconds too. */
const COORDINATES = /^([+-]\d\d(?:\d\d){0,2}(?:\.\d+)?)([+-]\d{3}(?:\d\d){0,2}(?:\.\d+)?)/;

/** Where a clip was recorded, as far as its container says so. */
export function placeOf({ format, video }: Container): Place | undefined {
  for (const tags of [format.metadata, video.metadata]) {
    for (const tag of TAGS) {
      const place = parsePlace(tags?.get(tag) ?? '');
      if (place) {
        return place;
      }
    }
  }
  return undefined;
}

/** @returns nothing for what is no place, and for 0° 0°, which cameras write that do not know where they are */
export function parsePlace(text: string): Place | undefined {
  const [, north = '', east = ''] = COORDINATES.exec(text) ?? [];
  const [latitude, longitude] = [degreesOf(north, 2), degreesOf(east, 3)];
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return isPlace && (latitude !== 0 || longitude !== 0)
    ? { latitude_degrees: latitude, longitude_degrees: longitude }
    : undefined;
}

/** @param digits of the whole degrees; two more of them are minutes, and two more seconds */
function degreesOf(text: string, digits: number): number {
  const [whole = '', fraction = ''] = text.slice(1).split('.');
  const parts = [
    whole.slice(0, digits),
    whole.slice(digits, digits + 2),
    whole.slice(digits + 2, digits + 4),
  ].filter((part) => part !== '');
  const degrees = parts.reduce((sum, part, i) => {
    const value = Number(i === parts.length - 1 ? `${part}.${fraction}` : part);
    return sum + value / 60 ** i;
  }, 0);
  return text.length === 0 ? Number.NaN : text.startsWith('-') ? -degrees : degrees;
}
