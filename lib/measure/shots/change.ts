import type { SceneFrame } from './scene-frame.ts';

/** Mean change of a cell, as a share of the contrast, that is too little for another picture. */
const MIN_CHANGE = 0.3;
/** In levels: less is noise, whatever the contrast. */
const MIN_CHANGE_LEVELS = 1.5;

/** In levels of luma: what the mean may change by before the pictures are compared all the same. */
const MAX_LIGHT_STEP = 40;

/** In levels, and as a share of the contrast: a cell that differs by less may be the same. */
const MIN_CELL_CHANGE_LEVELS = 1.5;
const MIN_CELL_CHANGE = 0.12;

/** Whether more has changed than the light. */
export function changed(before: SceneFrame, now: SceneFrame): boolean {
  const lighter = now.mean - before.mean;
  if (Math.abs(lighter) >= MAX_LIGHT_STEP) {
    return true;
  }
  const contrast = (before.contrast + now.contrast) / 2;
  const least = Math.max(MIN_CHANGE_LEVELS, MIN_CHANGE * contrast) * now.width * now.height;
  let change = 0;
  for (let channel = 0; channel < channelsOf(before, now) && change < least; channel++) {
    const offset = (now.means[channel] ?? 0) - (before.means[channel] ?? 0);
    change += totalChange(before.plane(channel), now.plane(channel), offset);
  }
  return change >= least;
}

let reused = new Float32Array(0);

/** Zeros, in the same memory every time: it is asked for dozens of times per s of a clip. */
function scratch(length: number): Float32Array {
  reused = reused.length === length ? reused.fill(0) : new Float32Array(length);
  return reused;
}

/** Share of the cells that differ. */
export function changedShare(before: SceneFrame, now: SceneFrame): number {
  const contrast = (before.contrast + now.contrast) / 2;
  const least = Math.max(MIN_CELL_CHANGE_LEVELS, MIN_CELL_CHANGE * contrast);
  const cells = now.width * now.height;
  const changes = scratch(cells);
  for (let channel = 0; channel < channelsOf(before, now); channel++) {
    addChanges(changes, before.plane(channel), now.plane(channel));
  }
  let differing = 0;
  for (const change of changes) {
    differing += change >= least ? 1 : 0;
  }
  return differing / cells;
}

/** How many channels tell two frames apart. */
export function channelsOf(one: SceneFrame, other: SceneFrame): number {
  return Math.max(one.channels.length, other.channels.length);
}

/** Adds by how much each cell differs. */
export function addChanges(sums: Float32Array, from: Float32Array, to: Float32Array): void {
  for (let i = 0; i < sums.length; i++) {
    sums[i] = (sums[i] as number) + Math.abs((to[i] as number) - (from[i] as number));
  }
}

function totalChange(from: Float32Array, to: Float32Array, offset: number): number {
  let change = 0;
  for (let i = 0; i < from.length; i++) {
    change += Math.abs((to[i] as number) - (from[i] as number) - offset);
  }
  return change;
}
