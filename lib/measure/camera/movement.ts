import type { CameraMovement } from '../../record/vocabulary.ts';
import type { Rates } from './rates.ts';

/** Below all of these the camera stands still: % of the frame's width per s, % growth per s. */
const STILL_SPEED = 1;
const STILL_ZOOM = 1;
/**
 * Shake below both, as RMS speed and RMS distance in % of the width, is tremor (a tripod in wind, good
 * stabilisation), and still to who looks. 0.2 % of a screen seen from the distance it is made for (1 px of
 * 1920 is 1 arc minute, ITU-R BT.2022) is 4 arc minutes; the eye itself strays as far while it rests on a
 * point (2 to 5: Steinman et al., "Miniature eye movement", Science 181, 1973).
 */
const STILL_SHAKE = 2.5;
const STILL_SWAY = 0.2;

/** In degrees per s; each moves the sides of the picture by 0.87 % of its width. */
const STILL_TURN = 2;
const SIDES_PER_DEGREE = 0.87;

/** A pan, zoom or roll goes one way for this share of its path at least; hand shake goes to and fro. */
const MIN_STRAIGHTNESS = 0.5;

/** Shake that is so many times stronger than a pan or zoom leaves no direction to be seen. */
const DROWNING_SHAKE = 4;

/**
 * When the point from which the picture grows is this near to its middle, as a share of the width,
 * it is inside the picture: the camera moves towards what it shows, and not past it.
 */
const MAX_EXPANSION_OFFSET = 0.5;

/** What a camera does, and how far inside its class: 0 at the edge to the next, 1 well inside. */
export type Verdict = { movement: CameraMovement; margin: number };

/** In this order: still, roll (which is random), forward, pan; all else is random. */
export function movementOf(rates: Rates): Verdict {
  const { speed, zoom, shake, sway, turn, straightness, steadiness } = rates;
  const unrest = Math.max(
    speed / STILL_SPEED,
    Math.abs(zoom) / STILL_ZOOM,
    shake / STILL_SHAKE,
    sway / STILL_SWAY,
    rolls(rates) ? Math.abs(turn) / STILL_TURN : 0,
  );
  if (unrest < 1) {
    return { movement: 'still', margin: within(1 - unrest) };
  }
  const isRandom: Verdict = { movement: 'random', margin: within((unrest - 1) / 4) };
  if (rolls(rates)) {
    return isRandom;
  }
  if (oneWay(zoom, STILL_ZOOM, steadiness, shake) && speed <= MAX_EXPANSION_OFFSET * zoom) {
    const margin = Math.min(zoom / STILL_ZOOM - 1, beyondHalf(steadiness));
    return { movement: 'moving forward', margin: within(margin) };
  }
  if (oneWay(speed, STILL_SPEED, straightness, shake) && !pullsBack(rates)) {
    const margin = Math.min(speed / STILL_SPEED - 1, beyondHalf(straightness));
    return { movement: 'panning', margin: within(margin) };
  }
  return isRandom;
}

/** Whether the picture turns about its middle, one way, and more than it moves or grows. */
export function rolls({ speed, zoom, turn, constancy }: Rates): boolean {
  const sides = SIDES_PER_DEGREE * Math.abs(turn);
  return (
    Math.abs(turn) >= STILL_TURN &&
    constancy >= MIN_STRAIGHTNESS &&
    sides >= Math.max(speed, Math.abs(zoom) / 2)
  );
}

/** Whether the picture shrinks steadily towards a point inside it. */
export function pullsBack({ speed, zoom, steadiness }: Rates): boolean {
  return (
    -zoom >= STILL_ZOOM && steadiness >= MIN_STRAIGHTNESS && speed <= MAX_EXPANSION_OFFSET * -zoom
  );
}

function oneWay(rate: number, least: number, straightness: number, shake: number): boolean {
  return rate >= least && straightness >= MIN_STRAIGHTNESS && shake <= DROWNING_SHAKE * rate;
}

function beyondHalf(straightness: number): number {
  return (straightness - MIN_STRAIGHTNESS) / (1 - MIN_STRAIGHTNESS);
}

function within(margin: number): number {
  return Math.max(0, Math.min(1, margin));
}
