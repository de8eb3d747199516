import type { FrameSize, Scene } from './camera.ts';
import { cut, fadeIn } from './edit.ts';
import type { Ratio } from './encoder.ts';
import { STEPS_PER_SECOND } from './paint/people.ts';
import { beach } from './scenes/beach.ts';
import { cafe } from './scenes/cafe.ts';
import { harbour } from './scenes/harbour.ts';
import { lighthouse } from './scenes/lighthouse.ts';
import { market } from './scenes/market.ts';
import { street } from './scenes/street.ts';
import { village } from './scenes/village.ts';
import {
  birds,
  footsteps,
  inTurn,
  murmur,
  type Samples,
  sea,
  streetHum,
  together,
  wind,
} from './sound.ts';

/** One spoken sentence. */
export type Cue = {
  /** s */
  readonly start: number;
  /** s */
  readonly end: number;
  readonly text: string;
};

/** An example clip: what is seen, heard and said. */
export type ExampleClip = FrameSize & {
  /** The file's name without its extension. */
  readonly name: string;
  readonly frameRate: Ratio;
  readonly frames: number;
  /** Quality as x264 counts it, lower is better; what moves a lot gets by with less. */
  readonly crf: number;
  readonly scene: () => Scene;
  readonly sound: (seconds: number) => Samples;
  readonly cues: readonly Cue[];
};

const LANDSCAPE: FrameSize = { width: 640, height: 360 };
const PORTRAIT: FrameSize = { width: 360, height: 640 };

/** px/s: 15 % of the frame's width. */
const PAN_SPEED = 96;
const PAN_SECONDS = 5;
/** m/s: a brisk walk. */
const WALKING_SPEED = 2.5;
const SHAKE = { reach: 16, tilt: 0.8, frequency: 1.2 } as const;
/** s: frame 84 of 24 frames per second. */
const CUT_TIME = 3.5;
const BLACK_SECONDS = 1;
const FADE_SECONDS = 0.6;

/** The clips, one for each way a camera moves, and two for an editor: a cut and a black beginning. */
export const CLIPS: readonly ExampleClip[] = [
  {
    ...LANDSCAPE,
    name: 'harbour_morning',
    frameRate: { num: 25, den: 1 },
    frames: 150,
    crf: 26,
    scene: () => harbour(LANDSCAPE),
    sound: (seconds) => together(sea(seconds, 1), wind(seconds, 2)),
    cues: [
      { start: 0.4, end: 2.9, text: 'Good morning from the harbour.' },
      { start: 3.2, end: 5.7, text: 'The first sailing boat is already on its way out.' },
    ],
  },
  {
    ...LANDSCAPE,
    name: 'village_from_the_meadow',
    frameRate: { num: 30, den: 1 },
    frames: PAN_SECONDS * 30,
    crf: 26,
    scene: () => village(LANDSCAPE, PAN_SPEED, PAN_SECONDS),
    sound: (seconds) => together(wind(seconds, 11), birds(seconds, 12)),
    cues: [
      { start: 0.3, end: 2.4, text: 'So this is the whole village,' },
      { start: 2.5, end: 4.8, text: 'from the first houses to the church and beyond.' },
    ],
  },
  {
    ...LANDSCAPE,
    name: 'old_town_walk',
    frameRate: { num: 25, den: 1 },
    frames: 150,
    crf: 28,
    scene: () => street(LANDSCAPE, WALKING_SPEED),
    sound: (seconds) => together(streetHum(seconds, 21), footsteps(seconds, 22, STEPS_PER_SECOND)),
    cues: [
      { start: 0.5, end: 2.6, text: "Let's walk up to the church." },
      { start: 3, end: 5.8, text: 'They hang these flags up for the summer festival.' },
    ],
  },
  {
    ...LANDSCAPE,
    name: 'saturday_market',
    frameRate: { num: 30_000, den: 1001 },
    frames: 150,
    crf: 27,
    scene: () => market(LANDSCAPE, SHAKE),
    sound: (seconds) => together(streetHum(seconds, 31), murmur(seconds, 32)),
    cues: [
      { start: 0.2, end: 2.2, text: 'Sorry, no tripod today, it is far too busy.' },
      { start: 2.5, end: 4.8, text: 'But look at all this fruit!' },
    ],
  },
  {
    ...LANDSCAPE,
    name: 'beach_then_coffee',
    frameRate: { num: 24, den: 1 },
    frames: 168,
    crf: 26,
    scene: () => cut(beach(LANDSCAPE), cafe(LANDSCAPE), CUT_TIME),
    sound: (seconds) =>
      inTurn(
        sea(CUT_TIME, 41),
        together(
          streetHum(seconds - CUT_TIME, 42),
          murmur(seconds - CUT_TIME, 43),
          footsteps(seconds - CUT_TIME, 44, STEPS_PER_SECOND),
        ),
      ),
    cues: [
      { start: 0.5, end: 3.1, text: 'We had the beach almost to ourselves this morning.' },
      { start: 3.9, end: 6.6, text: 'And now, finally, coffee.' },
    ],
  },
  {
    ...PORTRAIT,
    name: 'phare_au_soir',
    frameRate: { num: 25, den: 1 },
    frames: 162,
    crf: 26,
    scene: () => fadeIn(lighthouse(PORTRAIT), PORTRAIT, BLACK_SECONDS, FADE_SECONDS),
    sound: (seconds) => together(sea(seconds, 51), wind(seconds, 52)),
    cues: [
      { start: 1.7, end: 3.8, text: 'On est arrivés juste à temps pour le coucher du soleil.' },
      { start: 4.1, end: 6.2, text: 'Et le phare vient de s’allumer.' },
    ],
  },
];
