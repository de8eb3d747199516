import type { Measured } from '../../../../lib/record/schema.ts';
import type { Figure } from '../../figures.ts';
import type { CutCase } from './cases.ts';
import type { Boundary } from './transitions.ts';

type Found = NonNullable<Measured['boundaries']>[number];

/** In s: how far a gradual boundary may be from the range that was measured. */
const TOLERANCE_SECONDS = 0.3;
/** In frames. */
const CUT_TOLERANCE = 1.01;

type Tally = { clips: number; found: number; missed: number; wrong: number; kindRight: number };

/** Targets: cuts to a frame, gradual boundaries to 0.3 s, and hardly any in clips without. */
const MIN_F1 = { hard: 0.98, gradual: 0.9 } as const;

/** How well the boundaries of generated clips were found; those kept away from tuning are told apart. */
export class BoundaryScore {
  readonly #tallies = new Map<string, Tally>();

  add(clip: CutCase, measured: readonly Found[]): void {
    const left = [...measured];
    let [found, kindRight] = [0, 0];
    for (const boundary of clip.boundaries) {
      const i = left.findIndex((one) => matches(boundary, one, clip.rate));
      const match = i < 0 ? undefined : left.splice(i, 1)[0];
      found += match ? 1 : 0;
      kindRight += match?.kind === boundary.kind ? 1 : 0;
    }
    const missed = clip.boundaries.length - found;
    const part = clip.isHeld ? 'held out' : 'tuned';
    const keys = [`${clip.group}, ${part}`, `${clip.kind}`, `${clip.group} under ${clip.overlay}`];
    for (const key of keys) {
      const tally = this.#of(key);
      tally.clips++;
      tally.found += found;
      tally.missed += missed;
      tally.wrong += left.length;
      tally.kindRight += kindRight;
    }
    if (missed > 0 || left.length > 0) {
      const seen = measured.map(
        ({ kind, start_seconds, end_seconds }) =>
          `${kind} ${start_seconds.toFixed(2)}-${end_seconds.toFixed(2)}`,
      );
      const { name, overlay, rate, boundaries } = clip;
      const actual = boundaries.map(({ kind, start }) => `${kind} ${start.toFixed(2)}`);
      console.log(`    ${name}, ${overlay}, ${rate} fps: ${actual}; measured ${seen}`);
    }
  }

  print(): void {
    for (const [key, tally] of [...this.#tallies].toSorted(([a], [b]) => a.localeCompare(b))) {
      const { clips, found, missed, wrong, kindRight } = tally;
      console.log(
        `    ${key.padEnd(44)} ${clips} clips, found ${found}, missed ${missed}, wrong ${wrong}, right kind ${kindRight}`,
      );
    }
  }

  figures(): Figure[] {
    return (['tuned', 'held out'] as const).flatMap((part) => [
      ...(['hard', 'gradual'] as const).map((group) => ({
        name: `F1 of ${group} boundaries, ${part}`,
        value: f1(this.#of(`${group}, ${part}`)),
        unit: '',
        atLeast: MIN_F1[group],
      })),
      {
        name: `boundaries seen in ${this.#of(`uncut, ${part}`).clips} clips without, ${part}`,
        value: this.#of(`uncut, ${part}`).wrong,
        unit: '',
        atMost: 0,
      },
    ]);
  }

  #of(key: string): Tally {
    const known = this.#tallies.get(key) ?? {
      clips: 0,
      found: 0,
      missed: 0,
      wrong: 0,
      kindRight: 0,
    };
    this.#tallies.set(key, known);
    return known;
  }
}

function matches(truth: Boundary, { kind, start_seconds, end_seconds }: Found, rate: number) {
  return truth.kind === 'cut'
    ? kind === 'cut' && Math.abs(start_seconds - truth.start) <= CUT_TOLERANCE / rate
    : start_seconds <= truth.end + TOLERANCE_SECONDS &&
        end_seconds >= truth.start - TOLERANCE_SECONDS;
}

function f1({ found, missed, wrong }: Tally): number {
  return (2 * found) / Math.max(1, 2 * found + missed + wrong);
}
