import type { Boundary } from './boundary.ts';
import type { Passage } from './passages.ts';
import type { SceneFrame } from './scene-frame.ts';

type Point = { seconds: number; share: number };

/**
 * The stretch in which a share grows evenly from 0 to 1, by the moments at which it is a quarter and three quarters.
 *
 * @param shareIn of the new picture in a frame
 */
export function locatedBy(
  frames: readonly SceneFrame[],
  { from, middle, to }: Passage,
  shareIn: (frame: SceneFrame) => number | undefined,
): Boundary | undefined {
  const [first, last] = [Math.max(0, 2 * from - to), Math.min(frames.length - 1, 2 * to - from)];
  const pointAt = (i: number): Point | undefined => {
    const frame = frames[i];
    return frame && i >= first && i <= last
      ? { seconds: frame.seconds, share: shareIn(frame) ?? (i < middle ? 0 : 1) }
      : undefined;
  };
  const [quarter, threeQuarters] = [
    crossing(pointAt, middle, 0.25),
    crossing(pointAt, middle, 0.75),
  ];
  if (quarter === undefined || threeQuarters === undefined) {
    return undefined;
  }
  const half = threeQuarters - quarter;
  const start = Math.max(frames[0]?.seconds ?? 0, quarter - half / 2);
  const end = Math.min(frames.at(-1)?.seconds ?? 0, threeQuarters + half / 2);
  return { kind: 'dissolve', start, end, confidence: 1 };
}

/** When the share passes a level, looking from the middle to the side where it does. */
function crossing(
  pointAt: (i: number) => Point | undefined,
  middle: number,
  level: number,
): number | undefined {
  const step = level < 0.5 ? -1 : 1;
  const isPast = (share: number): boolean => (level < 0.5 ? share <= level : share >= level);
  let here = pointAt(middle);
  if (!here || isPast(here.share)) {
    return here?.seconds;
  }
  for (let i = middle + step; ; i += step) {
    const next = pointAt(i);
    if (!next) {
      return undefined;
    }
    if (isPast(next.share)) {
      const part = (level - here.share) / (next.share - here.share || 1);
      return here.seconds + part * (next.seconds - here.seconds);
    }
    here = next;
  }
}
