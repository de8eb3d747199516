import type { Recorded } from '../../media/recorded.ts';
import type { Measured } from '../../record/schema.ts';

type Place = Measured['video']['place'];

/** In h of the place's clock, from when on each is said. */
const TIMES_OF_DAY: readonly (readonly [number, string])[] = [
  [22, 'night'],
  [18, 'evening'],
  [14, 'afternoon'],
  [11, 'midday'],
  [5, 'morning'],
  [0, 'night'],
];

const DEGREES_PER_HOUR = 15;

/** `Recorded on 6 May 2024 in the morning, at 48.9° N 2.3° E.`; empty when the container tells neither. */
export function recordedSentence(recorded: Recorded | undefined, place: Place): string {
  const day = recorded && dayOf(recorded, place);
  const time = timeOfDay(recorded, place);
  const when = day && `on ${day}${time && ` ${inThe(time)}`}`;
  const where = place && `at ${degrees(place)}`;
  const words = [when, where].filter((phrase) => phrase !== undefined && phrase !== '');
  return words.length > 0 ? `Recorded ${words.join(', ')}.` : '';
}

/**
 * When it was, on the place's clock: that of the container, else the sun's where it was recorded. UTC alone tells
 * no time of day.
 */
export function timeOfDay(recorded: Recorded | undefined, place: Place): string {
  const local = recorded && localTime(recorded, place);
  if (!local) {
    return '';
  }
  const hour = local.getUTCHours();
  return TIMES_OF_DAY.find(([from]) => hour >= from)?.[1] ?? '';
}

/** For a name: `49n 2e`. */
export function placeName(place: Place): string {
  if (!place) {
    return '';
  }
  const { latitude_degrees: latitude, longitude_degrees: longitude } = place;
  const whole = (value: number): number => Math.round(Math.abs(value));
  return `${whole(latitude)}${latitude < 0 ? 's' : 'n'} ${whole(longitude)}${longitude < 0 ? 'w' : 'e'}`;
}

function dayOf(recorded: Recorded, place: Place): string {
  const day = localTime(recorded, place) ?? new Date(recorded.timestamp);
  return day.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}

/** A date whose UTC parts are the local ones. */
function localTime({ timestamp, from }: Recorded, place: Place): Date | undefined {
  const zone = /([+-])(\d\d):(\d\d)$/.exec(timestamp);
  if (from === 'quicktime_creationdate' && zone) {
    return new Date(`${timestamp.slice(0, -6)}Z`);
  }
  return (
    place &&
    new Date(Date.parse(timestamp) + (place.longitude_degrees / DEGREES_PER_HOUR) * 60 * 60 * 1000)
  );
}

function inThe(time: string): string {
  return time === 'night' || time === 'midday' ? `at ${time}` : `in the ${time}`;
}

function degrees({ latitude_degrees: latitude, longitude_degrees: longitude }: NonNullable<Place>) {
  const tenths = (value: number): string => `${Math.abs(value).toFixed(1)}°`;
  return `${tenths(latitude)} ${latitude < 0 ? 'S' : 'N'} ${tenths(longitude)} ${longitude < 0 ? 'W' : 'E'}`;
}
