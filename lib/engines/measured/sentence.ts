import type { Recorded } from '../../media/recorded.ts';
import { isUncertain } from '../../record/certainty.ts';
import type { Measured } from '../../record/schema.ts';
import { type ShotWords, shotWords } from './camera-words.ts';
import { colourPhrase, warmthWord } from './colour-words.ts';
import { endsPhrase } from './ends.ts';
import { lightWords } from './light-words.ts';
import { countWord, listed } from './list.ts';
import { recordedSentence } from './recorded-words.ts';
import { soundPhrase } from './sound-words.ts';

/** Share of the picture that changes within 0.1 s, before a camera that stands still. */
const QUIET = 0.002;
const BUSY = 0.05;

const VERY_SHORT = 'very short';

/** More shots than this are not told one by one. */
const MOST_SHOTS_TOLD = 4;

/** What is measured in a clip, in a few true sentences. */
export function sentencesAbout(
  measured: Measured,
  durationSeconds: number,
  recorded?: Recorded,
): string {
  const ends = measured.video.frame_rate === 0 ? '' : endsPhrase(measured, durationSeconds);
  return [
    first(measured, durationSeconds),
    shotsSentence(measured),
    ends && `It ${ends}.`,
    measured.unreadable.length > 0 && 'It is damaged in places.',
    recordedSentence(recorded, measured.video.place),
  ]
    .filter((sentence) => sentence)
    .join(' ');
}

/** `A dark, still 12-second shot in slate and mauve, with quiet sound; little moves in it.` */
function first(measured: Measured, durationSeconds: number): string {
  const { video, camera, shots, colour, light } = measured;
  const { adjectives, noun, where } = nounOf(measured);
  const single = video.frame_rate === 0;
  const length = single ? '' : lengthOf(durationSeconds);
  const isShort = length === VERY_SHORT;
  const qualities = [
    lightWords(light.mean_luma),
    warmthWord(colour),
    ...adjectives,
    isShort ? length : '',
  ]
    .filter((word) => word !== '')
    .join(', ');
  const what = [
    qualities,
    video.height > video.width ? 'vertical' : '',
    isShort ? '' : length,
    noun,
    where,
  ]
    .filter((word) => word !== '')
    .join(' ');
  const isStill =
    !single && shots.length <= 1 && !isUncertain(camera) && camera.movement === 'still';
  const activity = isStill ? `; ${activityPhrase(measured)}` : '';
  const colours = colourPhrase(colour);
  const sound = soundPhrase(measured, durationSeconds);
  return `${article(what)} ${what}${colours}, ${sound}${activity}.`;
}

function nounOf({ video, camera, shots }: Measured): ShotWords {
  if (video.frame_rate === 0) {
    return { adjectives: [], noun: 'single picture', where: '' };
  }
  return shots.length > 1
    ? { adjectives: [], noun: 'clip', where: `of ${countWord(shots.length)} shots` }
    : shotWords(camera);
}

/** `In order: a still shot and a slow pan to the left.` */
function shotsSentence({ shots }: Measured): string {
  if (shots.length < 2 || shots.some(({ camera }) => isUncertain(camera))) {
    return '';
  }
  const names = shots.map(({ camera }) => {
    const { adjectives, noun, where } = shotWords(camera);
    const name = [...adjectives, noun, where].filter((word) => word !== '').join(' ');
    return `${article(name).toLowerCase()} ${name}`;
  });
  if (new Set(names).size === 1) {
    return `Each is ${names[0]}.`;
  }
  return shots.length <= MOST_SHOTS_TOLD ? `In order: ${listed(names)}.` : '';
}

function activityPhrase({ activity }: Measured): string {
  return activity < QUIET
    ? 'hardly anything moves'
    : activity > BUSY
      ? 'much of the picture moves'
      : 'something moves in the picture';
}

function lengthOf(seconds: number): string {
  if (seconds < 1) {
    return VERY_SHORT;
  }
  return seconds < 90 ? `${Math.round(seconds)}-second` : `${Math.round(seconds / 60)}-minute`;
}

/** "An 8-second clip", "an 11-second clip", "an 80-second clip", "an unsteady shot", but "a bright 8-second clip". */
function article(phrase: string): string {
  return /^(8|11-|18-|unsteady)/.test(phrase) ? 'An' : 'A';
}
