import type { CameraMotion, CameraMovement, Direction } from '../../record/vocabulary.ts';
import { pullsBack, rolls } from './movement.ts';
import type { PathPoint } from './path.ts';
import type { Rates } from './rates.ts';

/** Depth must show for this share of the time. */
const MOSTLY = 0.5;
const HARDLY = 0.2;

/**
 * What the four words cannot tell. Parallax, one background at many speeds, is what travelling has and turning or zooming has
 * not.
 */
export function motionsOf(
  movement: CameraMovement,
  direction: Direction | undefined,
  rates: Rates,
  path: readonly PathPoint[],
): CameraMotion[] {
  const followed = path.filter(({ link }) => link === 'followed');
  const shareOf = (depth: PathPoint['depth']): number =>
    followed.filter((point) => point.depth === depth).length / Math.max(1, followed.length);
  switch (movement) {
    case 'panning':
      return [
        ...(shareOf('parallax') >= MOSTLY ? ['tracking' as const] : []),
        ...(direction === 'up' || direction === 'down' ? ['tilt' as const] : []),
      ];
    case 'moving forward':
      return shareOf('expansion') <= HARDLY ? ['zoom'] : [];
    case 'random':
      return rolls(rates) ? ['roll'] : pullsBack(rates) ? ['pull back'] : [];
    default:
      return [];
  }
}
