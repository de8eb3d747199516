import { isUncertain } from '../../record/certainty.ts';
import type { Direction, Measured } from '../../record/schema.ts';

/** In % of the frame's width per s. */
const SLOW = 5;
const QUICK = 40;

/** In % growth per s, below which the camera pulls back. */
const PULLING_BACK = -1;

type Camera = Measured['camera'];

/** What a shot is called after its camera: `slow pan to the left`, `unsteady shot`. */
export type ShotWords = { adjectives: string[]; noun: string; where: string };

/** Of a camera that is not sure only that it is a clip: no text claims a movement then. */
export function shotWords(camera: Camera): ShotWords {
  if (isUncertain(camera)) {
    return { adjectives: [], noun: 'clip', where: '' };
  }
  const speed = speedWords(camera);
  const where = whereTo(camera.direction);
  const motions = new Set(camera.motions);
  if (motions.has('tracking')) {
    return { adjectives: speed, noun: 'tracking shot', where };
  }
  if (motions.has('orbit')) {
    return { adjectives: [], noun: 'shot', where: 'that circles what it shows' };
  }
  switch (camera.movement) {
    case 'still':
      return { adjectives: ['still'], noun: 'shot', where: '' };
    case 'panning':
      return { adjectives: speed, noun: isTilt(camera.direction) ? 'tilt' : 'pan', where };
    case 'moving forward':
      return motions.has('zoom')
        ? { adjectives: [], noun: 'zoom', where: 'inwards' }
        : { adjectives: [], noun: 'shot', where: 'that moves or zooms forward' };
    case 'random':
      return isPullingBack(camera)
        ? { adjectives: [], noun: 'shot', where: 'that moves or zooms back' }
        : { adjectives: ['unsteady'], noun: 'shot', where: '' };
  }
}

/** For a name; nothing when it is not sure. */
export function cameraName(camera: Camera): string {
  if (isUncertain(camera)) {
    return '';
  }
  const { direction = '' } = camera;
  const motions = new Set(camera.motions);
  if (motions.has('tracking')) {
    return `tracking ${direction}`.trim();
  }
  if (motions.has('orbit')) {
    return 'orbit';
  }
  switch (camera.movement) {
    case 'still':
      return 'still';
    case 'panning':
      return `${isTilt(camera.direction) ? 'tilt' : 'pan'} ${direction}`.trim();
    case 'moving forward':
      return motions.has('zoom') ? 'zoom in' : 'forward';
    case 'random':
      return isPullingBack(camera) ? 'pull back' : 'unsteady';
  }
}

function isPullingBack({ motions, zoom_percent_per_second: zoom }: Camera): boolean {
  return (motions ?? []).includes('pull back') || zoom < PULLING_BACK;
}

function speedWords({ speed_percent_per_second: speed }: Camera): string[] {
  return speed < SLOW ? ['slow'] : speed > QUICK ? ['quick'] : [];
}

function isTilt(direction: Direction | undefined): boolean {
  return direction === 'up' || direction === 'down';
}

function whereTo(direction: Direction | undefined): string {
  return direction === 'left' || direction === 'right'
    ? `to the ${direction}`
    : (direction ?? '').replace(' ', ' and to the ');
}
