import type { CameraMovement } from '../../record/vocabulary.ts';

/** What tells whether a measured movement is right; every number is from 0 to 1. */
export type Evidence = {
  movement: CameraMovement;
  /** How far the figures are inside the class: 0 at the edge to the next. */
  margin: number;
  /** Share of the time in which the background was followed. */
  known: number;
  /** Mean share of the blocks, by weight, that went with the background, while it was followed. */
  support: number;
  /** The same of the strongest layer besides. */
  rival: number;
  /** Share of the time in which the rival was the larger of the two. */
  contested: number;
};

/** How likely the movement is right. */
export function confidenceOf({ margin, known, support, rival, contested }: Evidence): number {
  const clear = support > 0 ? support / (support + rival) : 0;
  return (0.5 + margin / 2) * known * (0.4 + 0.6 * clear) * (1 - 0.3 * contested);
}
