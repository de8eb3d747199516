/**
 * How a moment hangs together with the one before: the picture was found again; it was not, as
 * after a cut, in a blur, or behind something that fills the frame; or there was nothing in it to find.
 */
export type Link = 'followed' | 'lost' | 'blind';

/** Where a camera is, as far as the picture shows it. */
export type Position = {
  /** How far it has turned or travelled to the right and down, in % of the frame's width. */
  x: number;
  y: number;
  /** Natural logarithm of how much the picture has grown. */
  growth: number;
  /** How far the picture has turned about its middle, in radians, clockwise. */
  turn: number;
};

/** A moment on the camera's path. */
export type PathPoint = Position & {
  seconds: number;
  link: Link;
  /** Share of the blocks, by weight, that went with the background, and that of the strongest other layer. */
  support: number;
  rival: number;
  /** What things near and far show of a camera that travels: it goes forward, or past them; nothing when it does not. */
  depth: 'expansion' | 'parallax' | undefined;
};
