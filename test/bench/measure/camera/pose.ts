import { random } from '../../../support/luma.ts';
import type { Film, Path } from './spec.ts';

/**
 * Where a camera is and looks: angles as shares of the frame's longer side when not zoomed, `x` and
 * `z` in m to the right and ahead, roll in radians.
 */
export type Pose = { pan: number; tilt: number; zoom: number; roll: number; x: number; z: number };

/** Where the camera is at each moment (s). Its way lies around the middle of the scene. */
export function poses({ path, seconds, width, height, seed }: Film): (t: number) => Pose {
  const perPercent = width / Math.max(width, height) / 100;
  const shake = shaking(path.shake, seed, seconds);
  const angle = ((path.toward ?? 0) * Math.PI) / 180;
  const growth = Math.log(1 + (path.zoom ?? 0) / 100);
  // However far it pulls back, it never sees more than at 1.
  const nearest = growth < 0 ? Math.exp(-growth * seconds) : 1;
  const [aside, ahead] = path.travel ?? [0, 0];
  return (t) => {
    const turned = turn(path, t, seconds);
    const sway = shake(t);
    const zoom = nearest * Math.exp(growth * t);
    const pose = {
      // Hands sway by the picture that is seen, however long the lens.
      pan: (turned * Math.cos(angle) + sway.x / zoom) * perPercent,
      tilt: (turned * Math.sin(angle) + sway.y / zoom) * perPercent,
      zoom,
      roll: (((path.roll ?? 0) * Math.PI) / 180) * (t - seconds / 2),
      x: aside * (t - seconds / 2),
      z: ahead * t,
    };
    if (path.orbit) {
      const { distance, speed } = path.orbit;
      const around = ((speed * Math.PI) / 180) * (t - seconds / 2);
      pose.x += distance * Math.sin(around);
      pose.z += distance * (1 - Math.cos(around));
      pose.pan -= Math.tan(around);
    }
    return pose;
  };
}

/** In % of the width. */
function turn({ pan = 0, swings }: Path, t: number, seconds: number): number {
  if (swings === undefined) {
    return pan * (t - seconds / 2);
  }
  return (pan / (4 * swings)) * Math.sin(2 * Math.PI * swings * t);
}

/** To and fro in % of the width; its farthest point is `percent` from its middle. */
function shaking(
  shake: Path['shake'],
  seed: number,
  seconds: number,
): (t: number) => { x: number; y: number } {
  if (!shake) {
    return () => ({ x: 0, y: 0 });
  }
  const axis = (n: number) => (t: number) =>
    shake.hertz.reduce((sum, hertz, i) => {
      const pitch = hertz * (0.9 + 0.2 * random(seed, n, i));
      const strength = 0.5 + 0.5 * random(seed, n, i, 3);
      return sum + strength * Math.sin(2 * Math.PI * (pitch * t + random(seed, n, i, 7)));
    }, 0);
  const [x, y] = [axis(1), axis(2)];
  const moments = Array.from({ length: 300 }, (_, i) => (i / 300) * seconds);
  const mean = (of: (t: number) => number): number =>
    moments.reduce((sum, t) => sum + of(t), 0) / moments.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const farthest = Math.max(...moments.map((t) => Math.hypot(x(t) - meanX, y(t) - meanY)));
  const scale = shake.percent / farthest;
  return (t) => ({ x: (x(t) - meanX) * scale, y: (y(t) - meanY) * scale });
}
