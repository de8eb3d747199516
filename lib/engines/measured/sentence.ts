import type { Direction, Measured } from '../../record/schema.ts';

/** Mean luma below and above these is worth a word. */
const VERY_DARK = 0.12;
const DARK = 0.28;
const BRIGHT = 0.62;
const VERY_BRIGHT = 0.78;

/** In % of the frame's width per s. */
const SLOW = 5;
const QUICK = 40;

/** In % growth per s, below which the camera pulls back. */
const PULLING_BACK = -1;

/** Surer than a coin toss. */
const MIN_CONFIDENCE = 0.4;

/** Share of the picture that changes within 0.1 s. */
const QUIET = 0.002;

/** In s: an end that is at most this far from the clip's. */
const AT_THE_END = 0.2;

/** A clip that is silent for this share of it is silent: at its ends the sound may be shorter. */
const ALL_OF_IT = 0.98;

type Camera = Measured['camera'];

/** One true sentence about how the clip looks and sounds. */
export function sentenceAbout(measured: Measured, durationSeconds: number): string {
  const { video, shots, unreadable } = measured;
  const single = video.frame_rate === 0;
  const kind = [
    lightPhrase(measured.light.mean_luma),
    video.height > video.width ? 'vertical' : '',
    single ? 'single picture' : `${lengthOf(durationSeconds)} clip`,
    soundPhrase(measured, durationSeconds),
    shots.length > 1 ? `in ${countWord(shots.length)} shots` : '',
  ];
  const what = kind.filter((word) => word !== '').join(' ');
  const how = [
    what,
    single ? '' : cameraPhrase(measured),
    single ? '' : endsPhrase(measured, durationSeconds),
    unreadable.length > 0 ? 'damaged in places' : '',
  ];
  return `${article(what)} ${how.filter((phrase) => phrase !== '').join(', ')}.`;
}

/** Cameras without a microphone write a sound track all the same. */
function soundPhrase({ video, sound }: Measured, durationSeconds: number): string {
  if (!video.has_sound) {
    return 'without sound';
  }
  const silentSeconds = (sound?.silence ?? []).reduce(
    (sum, { start_seconds, end_seconds }) => sum + end_seconds - start_seconds,
    0,
  );
  return silentSeconds > 0 && silentSeconds >= ALL_OF_IT * durationSeconds
    ? 'with a silent sound track'
    : 'with sound';
}

/** For a name: what the camera does; with several shots that do not agree, how many they are. */
export function cameraWords({ camera, shots }: Pick<Measured, 'camera' | 'shots'>): string {
  if (camera.confidence < MIN_CONFIDENCE && shots.length > 1) {
    return `${countWord(shots.length)} shots`;
  }
  switch (camera.movement) {
    case 'still':
      return 'still shot';
    case 'panning':
      return `${isTilt(camera.direction) ? 'tilt' : 'pan'} ${camera.direction ?? ''}`.trim();
    case 'moving forward':
      return 'moving forward';
    case 'random':
      return camera.zoom_percent_per_second < PULLING_BACK ? 'pulling back' : 'hand held shot';
  }
}

/** For a name: how light it is, when that is worth saying. */
export function lightWord(meanLuma: number): string {
  return meanLuma < DARK ? 'dark' : meanLuma > BRIGHT ? 'bright' : '';
}

function lengthOf(seconds: number): string {
  if (seconds < 1) {
    return 'very short';
  }
  return seconds < 90 ? `${Math.round(seconds)}-second` : `${Math.round(seconds / 60)}-minute`;
}

/** "An 8-second clip", "an 11-second clip", "an 80-second clip", but "a bright 8-second clip". */
function article(phrase: string): string {
  return /^(8|11-|18-)/.test(phrase) ? 'An' : 'A';
}

function lightPhrase(meanLuma: number): string {
  if (meanLuma < VERY_DARK) {
    return 'very dark';
  }
  return meanLuma > VERY_BRIGHT ? 'very bright' : lightWord(meanLuma);
}

function cameraPhrase({ camera, activity, shots }: Measured): string {
  const { movement, direction, confidence } = camera;
  if (confidence < MIN_CONFIDENCE) {
    return '';
  }
  const mostly = shots.some((shot) => shot.camera.movement !== movement) ? 'mostly ' : '';
  switch (movement) {
    case 'still':
      return activity < QUIET
        ? `${mostly}shot with a fixed camera while hardly anything moves`
        : `${mostly}shot with a fixed camera while something moves in the picture`;
    case 'panning': {
      const verb = isTilt(direction) ? 'tilts' : 'pans';
      return `in which the camera ${mostly}${verb} ${speedWord(camera)}${where(direction)}`;
    }
    case 'moving forward':
      return `in which the camera ${mostly}moves or zooms steadily forward`;
    case 'random':
      return camera.zoom_percent_per_second < PULLING_BACK
        ? `in which the camera ${mostly}moves or zooms back`
        : `${mostly}shot with an unsteady camera that keeps to no direction`;
  }
}

const COUNTS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
];

function countWord(count: number): string {
  return COUNTS[count] ?? String(count);
}

function speedWord({ speed_percent_per_second: speed }: Camera): string {
  return speed < SLOW ? 'slowly ' : speed > QUICK ? 'quickly ' : '';
}

function isTilt(direction: Direction | undefined): boolean {
  return direction === 'up' || direction === 'down';
}

function where(direction: Direction | undefined): string {
  return direction === 'left' || direction === 'right'
    ? `to the ${direction}`
    : (direction ?? '').replace(' ', ' and to the ');
}

/** How it begins and ends when that is not with a picture. */
function endsPhrase({ light, fades }: Measured, durationSeconds: number): string {
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
  const cuts = [begins && !fadesIn ? 'beginning' : '', closes && !fadesOut ? 'ending' : ''];
  const inBlack = joined(cuts);
  const fading = joined([fadesIn ? 'in at the beginning' : '', fadesOut ? 'out at the end' : '']);
  const phrases = [inBlack && `${inBlack} in black`, fading && `fading ${fading}`];
  return phrases.filter((phrase) => phrase !== '').join(', ');
}

function joined(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' and ');
}
