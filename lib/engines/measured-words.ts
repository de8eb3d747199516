import type { Direction, Measured } from '../description.ts';

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

type Camera = Measured['camera'];

/** One true sentence about how the clip looks and sounds. */
export function sentenceAbout(measured: Measured, durationSeconds: number): string {
  const { video, camera, light, activity } = measured;
  const single = video.frame_rate === 0;
  const kind = [
    lightPhrase(light.mean_luma),
    video.height > video.width ? 'vertical' : '',
    single ? 'single picture' : `${lengthOf(durationSeconds)} clip`,
    video.has_sound ? 'with sound' : 'without sound',
  ];
  const what = kind.filter((word) => word !== '').join(' ');
  const how = [
    what,
    single ? '' : cameraPhrase(camera, activity),
    single ? '' : blackPhrase(light.black, durationSeconds),
  ];
  return `${article(what)} ${how.filter((phrase) => phrase !== '').join(', ')}.`;
}

/** For a name: what the camera does. */
export function cameraWords(camera: Camera): string {
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

function cameraPhrase(camera: Camera, activity: number): string {
  const { movement, direction, confidence } = camera;
  if (confidence < MIN_CONFIDENCE) {
    return '';
  }
  switch (movement) {
    case 'still':
      return activity < QUIET
        ? 'shot with a fixed camera while hardly anything moves'
        : 'shot with a fixed camera while something moves in the picture';
    case 'panning': {
      const verb = isTilt(direction) ? 'tilts' : 'pans';
      return `in which the camera ${verb} ${speedWord(camera)}${where(direction)}`;
    }
    case 'moving forward':
      return 'in which the camera moves or zooms steadily forward';
    case 'random':
      return camera.zoom_percent_per_second < PULLING_BACK
        ? 'in which the camera moves or zooms back'
        : 'shot with an unsteady camera that keeps to no direction';
  }
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

function blackPhrase(black: Measured['light']['black'], durationSeconds: number): string {
  const starts = black.some(({ start_seconds }) => start_seconds === 0);
  const ends = black.some(({ end_seconds }) => end_seconds >= durationSeconds - AT_THE_END);
  const where = [starts ? 'beginning' : '', ends ? 'ending' : ''].filter((word) => word !== '');
  return where.length > 0 ? `${where.join(' and ')} in black` : '';
}
