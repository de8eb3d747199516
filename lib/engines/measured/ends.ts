import type { Measured } from '../../record/schema.ts';
import { listed } from './list.ts';

/** In s: an end that is at most this far from the clip's. */
const AT_THE_END = 0.2;

/** How it begins and ends when that is not with a picture. */
export function endsPhrase(
  { light, fades }: Pick<Measured, 'light' | 'fades'>,
  durationSeconds: number,
): string {
  const isStart = (seconds: number): boolean => seconds === 0;
  const isEnd = (seconds: number): boolean => seconds >= durationSeconds - AT_THE_END;
  const leads = (at: number): boolean =>
    isStart(at) || light.black.some((b) => isStart(b.start_seconds) && b.end_seconds >= at);
  const ends = (at: number): boolean =>
    isEnd(at) || light.black.some((b) => isEnd(b.end_seconds) && b.start_seconds <= at);
  const fadesIn = fades.some(({ kind, start_seconds }) => kind === 'in' && leads(start_seconds));
  const fadesOut = fades.some(({ kind, end_seconds }) => kind === 'out' && ends(end_seconds));
  const begins = light.black.some(({ start_seconds }) => isStart(start_seconds));
  const closes = light.black.some(({ end_seconds }) => isEnd(end_seconds));
  const cuts = [begins && !fadesIn ? 'begins' : '', closes && !fadesOut ? 'ends' : ''];
  const inBlack = listed(cuts.filter((word) => word !== ''));
  const fading = [fadesIn ? 'in at the beginning' : '', fadesOut ? 'out at the end' : ''];
  const fade = listed(fading.filter((word) => word !== ''));
  const phrases = [inBlack && `${inBlack} in black`, fade && `fades ${fade}`];
  return listed(phrases.filter((phrase) => phrase !== ''));
}
