import type { Measured } from '../../record/schema.ts';
import { type CameraMovement, DIRECTIONS, type Direction } from '../../record/vocabulary.ts';
import type { PathPoint } from './path.ts';
import { type PathSummary, summarizePath } from './path-summary.ts';

/** Below all of these the camera stands still: % of the frame's width per s, % growth per s. */
const STILL_SPEED = 1;
const STILL_ZOOM = 1;
const STILL_SHAKE = 1.5;

/** A pan or zoom goes one way for this share of its path at least; hand shake goes to and fro. */
const MIN_STRAIGHTNESS = 0.5;

/** Shake that is so many times stronger than a pan or zoom leaves no direction to be seen. */
const DROWNING_SHAKE = 4;

/**
 * When the point from which the picture grows is this near to its middle, as a share of the width,
 * it is inside the picture: the camera moves towards what it shows, and not past it.
 */
const MAX_EXPANSION_OFFSET = 0.5;

/** A path that is known for less than this share of the clip does not speak for the clip. */
const MIN_KNOWN = 0.2;

type Verdict = { movement: CameraMovement; confidence: number };

type Rates = {
  /** % of the frame's width per s, and % growth per s. */
  speed: number;
  zoom: number;
  shake: number;
  /** Net movement, and net growth, as a share of all of it: 1 is always one way. */
  straightness: number;
  steadiness: number;
};

/**
 * What the camera does over a path. In this order:
 * - `still` when it neither moves nor zooms nor shakes,
 * - `moving forward` when the picture grows steadily from a point inside it,
 * - `panning` when it moves one way,
 * - `random` for all else: shake, to and fro, pulling back (`zoom_percent_per_second` is
 *   below 0), pictures too blurred to follow.
 */
export function cameraOf(path: readonly PathPoint[]): Measured['camera'] {
  const whole = summarizePath(path);
  const seconds = (path.at(-1)?.seconds ?? 0) - (path[0]?.seconds ?? 0);
  const known = seconds > 0 ? Math.min(1, whole.seconds / seconds) : 0;
  const rates = ratesOf(whole);
  const { movement, confidence } = known < MIN_KNOWN ? guess(path) : classify(rates);
  return {
    movement,
    confidence: confidence * Math.max(known, MIN_KNOWN),
    ...(movement === 'panning' && { direction: directionOf(whole) }),
    speed_percent_per_second: rates.speed,
    zoom_percent_per_second: rates.zoom,
    shake_percent_per_second: rates.shake,
  };
}

function ratesOf({ seconds, netX, netY, length, netGrowth, growth, shake }: PathSummary): Rates {
  const perSecond = (amount: number): number => (seconds > 0 ? amount / seconds : 0);
  const net = Math.hypot(netX, netY);
  return {
    speed: perSecond(net),
    zoom: 100 * Math.expm1(perSecond(netGrowth)),
    shake: Math.sqrt(perSecond(shake)),
    straightness: length > 0 ? net / length : 0,
    steadiness: growth > 0 ? Math.abs(netGrowth) / growth : 0,
  };
}

function classify({ speed, zoom, shake, straightness, steadiness }: Rates): Verdict {
  const unrest = Math.max(speed / STILL_SPEED, Math.abs(zoom) / STILL_ZOOM, shake / STILL_SHAKE);
  if (unrest < 1) {
    return { movement: 'still', confidence: sure(1 - unrest) };
  }
  if (oneWay(zoom, STILL_ZOOM, steadiness, shake) && speed <= MAX_EXPANSION_OFFSET * zoom) {
    return {
      movement: 'moving forward',
      confidence: sure(Math.min(zoom / STILL_ZOOM - 1, margin(steadiness))),
    };
  }
  if (oneWay(speed, STILL_SPEED, straightness, shake) && !pullsBack(speed, zoom)) {
    return {
      movement: 'panning',
      confidence: sure(Math.min(speed / STILL_SPEED - 1, margin(straightness))),
    };
  }
  return { movement: 'random', confidence: sure((unrest - 1) / 4) };
}

function oneWay(rate: number, least: number, straightness: number, shake: number): boolean {
  return rate >= least && straightness >= MIN_STRAIGHTNESS && shake <= DROWNING_SHAKE * rate;
}

function pullsBack(speed: number, zoom: number): boolean {
  return -zoom >= STILL_ZOOM && speed <= MAX_EXPANSION_OFFSET * -zoom;
}

/** When the path is not known: nothing to see is no movement; seen but not followed is one. */
function guess(path: readonly PathPoint[]): Verdict {
  const lost = path.filter(({ link }) => link === 'lost').length;
  return { movement: 2 * lost > path.length ? 'random' : 'still', confidence: lost > 0 ? 0.5 : 0 };
}

function margin(straightness: number): number {
  return (straightness - MIN_STRAIGHTNESS) / (1 - MIN_STRAIGHTNESS);
}

/** From 0.5 where the next class begins to 1 well inside. */
function sure(margin: number): number {
  return 0.5 + Math.max(0, Math.min(1, margin)) / 2;
}

/** `DIRECTIONS` go round by eighths, from right by way of down. */
function directionOf({ netX, netY }: PathSummary): Direction {
  const eighth = Math.round(Math.atan2(netY, netX) / (Math.PI / 4));
  return DIRECTIONS[(eighth + DIRECTIONS.length) % DIRECTIONS.length] as Direction;
}
