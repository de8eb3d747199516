import type { PageClip } from '../page-data.ts';

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** What a clip is called on the page: what it shows, or else its file. */
export function titleOf(clip: PageClip): string {
  const words = clip.short?.replaceAll('_', ' ').trim();
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : clip.name;
}

/** `0:14`, `1:02:03`; with tenths where a moment counts, and where there is less than a second. */
export function clock(seconds: number, { tenths = seconds > 0 && seconds < 1 } = {}): string {
  const units = tenths ? Math.floor(seconds * 10) / 10 : Math.round(seconds);
  const hours = Math.floor(units / 3600);
  const minutes = Math.floor(units / 60) % 60;
  const rest = (units % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** `45 s`, `12 min`, `2 h`, `2 h 14 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }
  const minutes = Math.round(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [
    hours > 0 && `${hours.toLocaleString('en')} h`,
    (rest > 0 || hours === 0) && `${rest} min`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function date(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : DATE.format(at);
}

export function count(clips: number): string {
  return clips === 1 ? '1 clip' : `${clips.toLocaleString('en')} clips`;
}
