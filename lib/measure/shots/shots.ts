import type { Range } from '../../record/schema.ts';
import { type Brightness, isBlank } from './contrast-log.ts';
import type { Fade } from './fades.ts';

/** In s. What is shorter is no shot that anyone could use; it goes to the one before. */
const SHORTEST_SHOT_SECONDS = 0.1;

/**
 * The shots of a clip, in order: a shot ends at a cut, and where a fade out has reached its end.
 * Blank stretches before, between and after them belong to none.
 */
export function shotsOf(
  cuts: readonly number[],
  fades: readonly Fade[],
  frames: readonly Brightness[],
  durationSeconds: number,
): Range[] {
  const shots = stretches(cuts, fades, durationSeconds);
  const shown = shots.filter((shot) => showsSomething(shot, frames));
  return shown.length > 0 ? shown : shots;
}

function showsSomething({ start_seconds, end_seconds }: Range, frames: readonly Brightness[]) {
  return frames.some(
    (frame) => frame.seconds >= start_seconds && frame.seconds < end_seconds && !isBlank(frame),
  );
}

function stretches(
  cuts: readonly number[],
  fades: readonly Fade[],
  durationSeconds: number,
): Range[] {
  const starts = [
    0,
    ...cuts,
    ...fades.filter(({ kind }) => kind === 'in').map((f) => f.startSeconds),
  ];
  const outs = fades.filter(({ kind }) => kind === 'out').map(({ endSeconds }) => endSeconds);
  const bounds = [...new Set(starts)].toSorted((a, b) => a - b);
  const shots: Range[] = [];
  for (const [i, start] of bounds.entries()) {
    const next = bounds[i + 1] ?? durationSeconds;
    const end = outs.find((out) => out > start && out <= next) ?? next;
    const last = shots.at(-1);
    if (end - start >= SHORTEST_SHOT_SECONDS || !last) {
      shots.push({ start_seconds: start, end_seconds: end });
    } else {
      last.end_seconds = end;
    }
  }
  return shots;
}
