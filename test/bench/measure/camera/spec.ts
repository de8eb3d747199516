import type { CameraMotion, CameraMovement, Direction } from '../../../../lib/record/schema.ts';
import type { SceneName } from './scenes.ts';

/** How the camera goes. Angles of view are told as shares of the frame's width, lengths in m. */
export type Path = {
  /** Turns so fast, in % of the frame's width per s. */
  pan?: number;
  /** Where to, in degrees clockwise from the right. */
  toward?: number;
  /** Turns there and back again, so many times per s, instead of one way. */
  swings?: number;
  /** Growth of the picture by the lens, in % per s. */
  zoom?: number;
  /** Degrees per s about the line of sight. */
  roll?: number;
  /** Goes sideways and ahead, in m per s. */
  travel?: readonly [number, number];
  /** Goes around a point so many m ahead, in degrees per s. */
  orbit?: { distance: number; speed: number };
  /** Hands, or wind in the tripod: the farthest it gets from its place, in % of the width, and how often. */
  shake?: { percent: number; hertz: readonly number[] };
};

export const KINDS = ['person', 'car', 'blob', 'lorry', 'dog', 'hand'] as const;
export type Kind = (typeof KINDS)[number] | 'bus' | 'train' | 'face';

/** Something that moves before the camera. Places are shares of the frame, of its middle. */
export type Thing = {
  kind: Kind;
  seed: number;
  /** Of the frame's width. */
  width: number;
  /** At the start and at the end of its way. */
  from: readonly [number, number];
  to: readonly [number, number];
  /** When it goes, as shares of the clip. */
  during?: readonly [number, number];
  /** How much wider it is at the end: 3 comes near. */
  grows?: number;
  /** To and fro about its place: share of the frame's width, times per s. */
  wobble?: readonly [number, number];
  isPlain?: boolean;
};

export const OVERLAYS = [
  'watermark',
  'logo',
  'time code',
  'subtitles',
  'letterbox',
  'pillarbox',
  'blurred bars',
  'dashboard',
  'bonnet',
  'wiper',
] as const;
export type Overlay = (typeof OVERLAYS)[number];

/** What moves in the scene itself while the camera is fixed. */
export const AMBIENTS = ['water', 'leaves', 'snow', 'river', 'drifting clouds'] as const;
export type Ambient = (typeof AMBIENTS)[number];

/** All that one clip is made from, so that the same words make the same clip. */
export type Film = {
  width: number;
  height: number;
  /** Frames per s. */
  rate: number;
  seconds: number;
  /** Constant quality of x264; higher is worse. */
  crf: number;
  scene: SceneName;
  seed: number;
  path: Path;
  things: readonly Thing[];
  overlays: readonly Overlay[];
  /** How much of the frame's height a dashboard takes, or all bars together of its side. */
  covered?: number;
  ambient?: Ambient;
  /** Standard deviation of the sensor's noise, in levels of luma. */
  noise: number;
  /** Brightness at the start and at the end. */
  gain: readonly [number, number];
  flicker?: { hertz: number; depth: number };
  /** Share of the frame's time that the shutter is open. */
  shutter: number;
};

/** A film, and what a person says its camera does. */
export type Labelled = Film & {
  name: string;
  /** `tuned` for who works on the method, `held` for the proof. */
  part: 'tuned' | 'held';
  family: string;
  movement: CameraMovement;
  /** Where a second word would be as right. */
  also?: CameraMovement;
  direction?: Direction;
  /** `undefined` when a person could not say. */
  motions?: readonly CameraMotion[] | undefined;
  /** Of the widest thing, as a share of the frame's width; 0 without one. */
  objectWidth: number;
};
