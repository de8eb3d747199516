import { join } from 'node:path';
import { analyze } from '../../../lib/media/analyze.ts';
import { CAMERA_MOVEMENTS } from '../../../lib/record/schema.ts';
import type { Figure } from '../figures.ts';
import { expectedError, printCalibration, printFit } from './camera/calibration.ts';
import { clipOf } from './camera/clips.ts';
import { withEvidence } from './camera/evidence.ts';
import { labelled } from './camera/labelled.ts';
import {
  failure,
  isRight,
  isWrongWay,
  type Outcome,
  PARTS,
  printMatrix,
  printMotions,
  printShares,
} from './camera/report.ts';
import type { Labelled } from './camera/spec.ts';

/** Clips that are made and measured at the same time. */
const AT_ONCE = 2;

/**
 * Camera movement of labelled clips; prints the confusion matrix and what went wrong.
 * `BENCH_PART` takes only `tuned` or `held` ones, `BENCH_FAMILY` some families, with semicolons between; encoded clips are kept in
 * `BENCH_CAMERA_CLIPS`; `BENCH_FIT` fits the probability of a measure anew.
 */
export async function camera(folder: string): Promise<Figure[]> {
  const { BENCH_PART: part, BENCH_FAMILY, BENCH_CAMERA_CLIPS: kept } = process.env;
  const families = BENCH_FAMILY?.split(';').map((name) => name.trim());
  const clips = labelled().filter(
    (clip) => (!part || clip.part === part) && (!families || families.includes(clip.family)),
  );
  const outcomes = await measureAll(clips, kept ?? join(folder, 'camera'));
  for (const line of outcomes.map(failure)) {
    if (line) {
      console.log(`    ${line}`);
    }
  }
  printMatrix(outcomes);
  printShares(outcomes);
  printMotions(outcomes);
  printCalibration(outcomes);
  if (process.env.BENCH_FIT) {
    printFit(outcomes);
  }
  return [
    ...PARTS.flatMap((name) => figuresOf(outcomes, name)),
    {
      name: 'pans in the wrong direction',
      value: outcomes.filter(isWrongWay).length,
      unit: '',
      atMost: 1,
    },
    {
      name: 'cuts seen where none is',
      value: outcomes.filter(({ shots }) => shots !== 1).length,
      unit: '',
      atMost: 0,
    },
  ];
}

async function measureAll(clips: readonly Labelled[], folder: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = clips.entries();
  const work = async (): Promise<void> => {
    for (const [i, clip] of left) {
      const file = await clipOf(clip, folder);
      const request = { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false };
      const { result, evidence } = await withEvidence(() => analyze(request, async () => {}));
      const { camera, shots } = result.measurements;
      outcomes[i] = { clip, camera, shots: shots.length, evidence };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

function figuresOf(outcomes: readonly Outcome[], part: Labelled['part']): Figure[] {
  const some = outcomes.filter(({ clip }) => clip.part === part);
  const wrongOf = (name: string, of: readonly Outcome[], atMost: number): Figure[] =>
    of.length === 0
      ? []
      : [
          {
            name: `wrong of ${of.length} ${name}, ${part}`,
            value: percent(of, (outcome) => !isRight(outcome)),
            unit: '%',
            atMost,
          },
        ];
  if (some.length === 0) {
    return [];
  }
  return [
    ...wrongOf('clips', some, 5),
    { name: `calibration error, ${part}`, value: expectedError(some), unit: '', atMost: 0.05 },
    {
      name: `wrong though not uncertain, ${part}`,
      value: percent(some, (outcome) => !isRight(outcome) && !outcome.camera.uncertain),
      unit: '%',
    },
    ...CAMERA_MOVEMENTS.flatMap((movement) =>
      wrongOf(
        movement,
        some.filter(({ clip }) => clip.movement === movement),
        10,
      ),
    ),
  ];
}

function percent(outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): number {
  return (100 * outcomes.filter(is).length) / outcomes.length;
}
