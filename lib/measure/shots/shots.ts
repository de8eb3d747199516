import type { Range } from '../../record/schema.ts';
import type { Boundary } from './boundary.ts';
import { type Brightness, isBlank } from './contrast-log.ts';
import type { Fade } from './fades.ts';

/** In s. What is shorter is no shot that anyone could use; it goes to the one before. */
const SHORTEST_SHOT_SECONDS = 0.1;

/** Where a shot ends, and where the next begins. */
type Split = { end: number; start: number };

/**
 * The shots of a clip, in order. They meet at cuts and in the middle of dissolves; what is blank before, between and
 * after them belongs to none.
 */
export function shotsOf(
  boundaries: readonly Boundary[],
  fades: readonly Fade[],
  frames: readonly Brightness[],
  durationSeconds: number,
): Range[] {
  const shots = stretches(splitsAt(boundaries, fades), durationSeconds);
  const shown = shots.filter((shot) => showsSomething(shot, frames));
  return shown.length > 0 ? shown : shots;
}

function showsSomething({ start_seconds, end_seconds }: Range, frames: readonly Brightness[]) {
  return frames.some(
    (frame) => frame.seconds >= start_seconds && frame.seconds < end_seconds && !isBlank(frame),
  );
}

function splitsAt(boundaries: readonly Boundary[], fades: readonly Fade[]): Split[] {
  // Fades at the ends of a clip lead to no other shot.
  const others = fades.filter(
    ({ startSeconds, endSeconds }) =>
      !boundaries.some(({ start, end }) => start < endSeconds && end > startSeconds),
  );
  const splits = [
    ...boundaries.map(splitOf),
    ...others.map(({ kind, startSeconds, endSeconds }) => {
      const at = kind === 'in' ? startSeconds : endSeconds;
      return { end: at, start: at };
    }),
  ];
  return splits.toSorted((a, b) => a.start - b.start);
}

function splitOf({ start, end, blank }: Boundary): Split {
  const middle = (start + end) / 2;
  return blank ? { end: blank.start, start: blank.end } : { end: middle, start: middle };
}

function stretches(splits: readonly Split[], durationSeconds: number): Range[] {
  const shots: Range[] = [];
  let start = 0;
  for (const next of [...splits, { end: durationSeconds, start: durationSeconds }]) {
    const last = shots.at(-1);
    if (next.end - start >= SHORTEST_SHOT_SECONDS || !last) {
      shots.push({ start_seconds: start, end_seconds: next.end });
    } else {
      last.end_seconds = next.end;
    }
    start = next.start;
  }
  return shots.filter(({ start_seconds, end_seconds }) => end_seconds > start_seconds);
}
