import type { Evidence } from '../../../../lib/measure/camera/confidence.ts';
import {
  CAMERA_MOTIONS,
  CAMERA_MOVEMENTS,
  type CameraMotion,
  type CameraMovement,
  type Measured,
} from '../../../../lib/record/schema.ts';
import type { Labelled } from './spec.ts';

/** A labelled clip and what was measured in it. */
export type Outcome = {
  clip: Labelled;
  camera: Measured['camera'];
  shots: number;
  evidence?: Evidence | undefined;
};

export const PARTS = ['tuned', 'held'] as const;
export type Part = (typeof PARTS)[number];

export function isRight({ clip, camera }: Outcome): boolean {
  return camera.movement === clip.movement || camera.movement === clip.also;
}

/** A pan that was seen, but to somewhere else. */
export function isWrongWay({ clip, camera }: Outcome): boolean {
  return (
    camera.movement === clip.movement &&
    clip.direction !== undefined &&
    camera.direction !== clip.direction
  );
}

/** Everything about a wrong answer in one line. */
export function failure(outcome: Outcome): string | undefined {
  const { clip, camera, shots } = outcome;
  const wrong = [
    !isRight(outcome) && `${camera.movement}, not ${clip.movement}`,
    isWrongWay(outcome) && `to the ${camera.direction}, not the ${clip.direction}`,
    shots !== 1 && `${shots} shots`,
  ].filter(Boolean);
  if (wrong.length === 0) {
    return undefined;
  }
  const figures = [
    `speed ${camera.speed_percent_per_second.toFixed(1)}`,
    `zoom ${camera.zoom_percent_per_second.toFixed(1)}`,
    `shake ${camera.shake_percent_per_second.toFixed(1)}`,
    `sure ${camera.confidence.toFixed(2)}`,
    ...(camera.motions ?? []),
  ];
  return `${clip.part} ${wrong.join(', ')} (${figures.join(', ')}): ${clip.name}`;
}

/** A row for what was filmed, a column for what was measured. */
export function printMatrix(outcomes: readonly Outcome[]): void {
  const cell = (text: string | number): string => String(text).padStart(16);
  for (const part of PARTS) {
    const some = outcomes.filter(({ clip }) => clip.part === part);
    if (some.length === 0) {
      continue;
    }
    console.log(`    ${cell(part)}${CAMERA_MOVEMENTS.map(cell).join('')}`);
    for (const filmed of CAMERA_MOVEMENTS) {
      const row = CAMERA_MOVEMENTS.map((measured) => count(some, filmed, measured));
      console.log(`    ${cell(filmed)}${row.map(cell).join('')}`);
    }
  }
}

function count(
  outcomes: readonly Outcome[],
  filmed: CameraMovement,
  measured: CameraMovement,
): number {
  return outcomes.filter((outcome) => {
    const seen = isRight(outcome) ? outcome.clip.movement : outcome.camera.movement;
    return outcome.clip.movement === filmed && seen === measured;
  }).length;
}

const KINDS: readonly (readonly [title: string, of: (clip: Labelled) => string])[] = [
  ['object', ({ things, objectWidth }) => objectKind(things.length, objectWidth)],
  ['noise', ({ noise }) => (noise < 3 ? 'under 3' : noise < 8 ? '3 to 6' : '8 to 12')],
  ['light', lightKind],
  ['rate', ({ rate }) => (rate < 20 ? '12 to 15' : rate < 40 ? '24 to 30' : '50 and 60')],
  ['size', sizeKind],
  ['overlay', ({ overlays }) => overlays[0] ?? 'none'],
  ['crf', ({ crf }) => (crf < 28 ? '18 to 23' : '28 to 38')],
  ['family', ({ family }) => family],
];

function objectKind(count: number, width: number): string {
  const percent = Math.round(100 * width);
  return count === 0
    ? 'none'
    : count > 1
      ? 'several'
      : percent <= 15
        ? 'up to 15 %'
        : percent <= 30
          ? '15 to 30 %'
          : percent <= 50
            ? '30 to 50 %'
            : 'over 50 %';
}

function lightKind({ gain: [first, last], flicker }: Labelled): string {
  return flicker ? 'flicker' : first !== last ? 'changes' : first < 0.5 ? 'low' : 'plain';
}

function sizeKind({ width, height }: Labelled): string {
  return height > width ? 'upright' : width > 1000 ? '720p' : width > 500 ? '360p' : 'up to 240p';
}

/** How many are right by what could have made them hard. */
export function printShares(outcomes: readonly Outcome[]): void {
  for (const [title, of] of KINDS) {
    const kinds = [...new Set(outcomes.map(({ clip }) => of(clip)))].sort();
    console.log(`    ${title}`);
    for (const kind of kinds) {
      const cells = PARTS.map((part) => {
        const some = outcomes.filter(({ clip }) => clip.part === part && of(clip) === kind);
        return some.length === 0
          ? ''
          : `${part} ${some.filter(isRight).length} of ${some.length}`.padEnd(18);
      });
      console.log(`      ${kind.padEnd(24)}${cells.join('')}`);
    }
  }
}

/** Precision and recall of the words for what the four movements do not tell. */
export function printMotions(outcomes: readonly Outcome[]): void {
  for (const motion of CAMERA_MOTIONS) {
    const cells = PARTS.map((part) => {
      const some = outcomes.filter(({ clip }) => clip.part === part && clip.motions !== undefined);
      const there = some.filter(({ clip }) => clip.motions?.includes(motion));
      const said = some.filter((outcome) => says(outcome, motion));
      const both = there.filter((outcome) => says(outcome, motion)).length;
      return `${part} ${both} of ${there.length} found, ${both} of ${said.length} right`.padEnd(44);
    });
    console.log(`      ${motion.padEnd(12)}${cells.join('')}`);
  }
}

function says({ camera }: Outcome, motion: CameraMotion): boolean {
  return camera.motions?.includes(motion) ?? false;
}
