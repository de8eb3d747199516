import type { PathPoint } from './path.ts';
import { smoothed } from './smooth.ts';

/** What a camera did along its path, summed up. Lengths are in % of the frame's width. */
export type PathSummary = {
  /** For how long the path is known, in s. */
  seconds: number;
  /** From the beginning to the end of the steady path, to the right and down. */
  netX: number;
  netY: number;
  /** Along the steady path, with all its turns. */
  length: number;
  /** Natural logarithm of the growth from beginning to end, and of all growth either way. */
  netGrowth: number;
  growth: number;
  /** The same of turns about the middle, in radians. */
  netTurn: number;
  turn: number;
  /** Sum over time of the squared speed around the steady path, in %²/s. */
  shake: number;
  /** Sum over time of the squared distance from the steady path, in %² s. */
  sway: number;
};

const NOWHERE: PathSummary = {
  seconds: 0,
  netX: 0,
  netY: 0,
  length: 0,
  netGrowth: 0,
  growth: 0,
  netTurn: 0,
  turn: 0,
  shake: 0,
  sway: 0,
};

/** Sums up all stretches of a path that hang together; what happens at a cut is not movement. */
export function summarizePath(path: readonly PathPoint[]): PathSummary {
  return stretches(path).map(along).reduce(sum, NOWHERE);
}

function stretches(path: readonly PathPoint[]): PathPoint[][] {
  const found: PathPoint[][] = [];
  for (const point of path) {
    const last = found.at(-1);
    if (last && point.link === 'followed') {
      last.push(point);
    } else {
      found.push([point]);
    }
  }
  return found;
}

function along(path: readonly PathPoint[]): PathSummary {
  const steady = smoothed(path);
  const total = { ...NOWHERE };
  for (const [i, point] of path.entries()) {
    const [before, here, there] = [path[i - 1], steady[i], steady[i - 1]];
    if (!before || !here || !there) {
      continue;
    }
    const seconds = point.seconds - before.seconds;
    const [x, y, growth] = [here.x - there.x, here.y - there.y, here.growth - there.growth];
    const turn = here.turn - there.turn;
    const off = Math.hypot(point.x - before.x - x, point.y - before.y - y);
    total.seconds += seconds;
    total.netX += x;
    total.netY += y;
    total.length += Math.hypot(x, y);
    total.netGrowth += growth;
    total.growth += Math.abs(growth);
    total.netTurn += turn;
    total.turn += Math.abs(turn);
    total.sway += seconds * ((point.x - here.x) ** 2 + (point.y - here.y) ** 2);
    total.shake += seconds > 0 ? off ** 2 / seconds : 0;
  }
  return total;
}

function sum(a: PathSummary, b: PathSummary): PathSummary {
  return {
    seconds: a.seconds + b.seconds,
    netX: a.netX + b.netX,
    netY: a.netY + b.netY,
    length: a.length + b.length,
    netGrowth: a.netGrowth + b.netGrowth,
    growth: a.growth + b.growth,
    netTurn: a.netTurn + b.netTurn,
    turn: a.turn + b.turn,
    shake: a.shake + b.shake,
    sway: a.sway + b.sway,
  };
}
