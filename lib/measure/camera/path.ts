/**
 * How a moment hangs together with the one before: the picture was found again; it was not, as
 * after a cut or in a blur; or there was nothing in it to find.
 */
export type Link = 'followed' | 'lost' | 'blind';

/** A moment on the camera's path, as far as the picture shows it. */
export type PathPoint = {
  seconds: number;
  /** How far the camera has turned or travelled to the right and down, in % of the width. */
  x: number;
  y: number;
  /** Natural logarithm of how much the picture has grown. */
  growth: number;
  link: Link;
};
