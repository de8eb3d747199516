import { bareContrasts } from './bare-contrast.ts';
import { blanksIn } from './blanks.ts';
import type { Boundary } from './boundary.ts';
import { type Brightness, isFadeBefore } from './contrast-log.ts';
import { dissolveAt } from './dissolves.ts';
import { type Comparison, hardCuts } from './hard-cuts.ts';
import { passagesIn } from './passages.ts';
import type { SceneFrame } from './scene-frame.ts';
import { wipeAt } from './wipes.ts';

export type Found = {
  /** In the order of time. */
  boundaries: Boundary[];
  /** Of each frame, without what stands over all of them. */
  brightness: Brightness[];
};

/** All boundaries between the shots of a stretch of frames. */
export function boundariesIn(
  frames: readonly SceneFrame[],
  comparisons: readonly Comparison[],
): Found {
  const contrasts = bareContrasts(frames);
  const brightness = frames.map(({ seconds, mean }, i) => ({
    seconds,
    mean,
    contrast: contrasts[i] ?? 0,
  }));
  const blanks = blanksIn(frames, brightness);
  const cuts = hardCuts(frames, comparisons).filter(({ index }) => {
    const { seconds } = frames[index] as SceneFrame;
    const isInBlank = blanks.some(
      ({ start, end, first, last }) =>
        (index >= first && index <= last + 1) || (seconds > start && seconds < end),
    );
    return !isInBlank && !isFadeBefore(brightness, index);
  });
  const isTaken = (from: number, to: number): boolean =>
    cuts.some(({ index }) => index > from && index <= to) ||
    blanks.some(({ first, last }) => first <= to && last >= from);
  const sudden: Boundary[] = [
    ...blanks,
    ...cuts.map(({ index, confidence }): Boundary => {
      const { seconds } = frames[index] as SceneFrame;
      return { kind: 'cut', start: seconds, end: seconds, confidence };
    }),
  ];
  // A passage is located by how its middle goes on; when that leads beyond a cut, the shot has just begun to move.
  const gradual = passagesIn(frames, isTaken, [dissolveAt, wipeAt]).filter(
    (passage) => !sudden.some(({ start, end }) => start <= passage.end && end >= passage.start),
  );
  const boundaries = [...sudden, ...gradual];
  return { boundaries: boundaries.toSorted((a, b) => a.start - b.start), brightness };
}
