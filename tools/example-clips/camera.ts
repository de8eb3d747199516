import { type Pen, type Picture, within } from './paint/picture.ts';
import { wander } from './random.ts';

/** px */
export type FrameSize = { readonly width: number; readonly height: number };

/** Draws what the camera sees at a time in s. */
export type Scene = (pen: Pen, time: number) => void;

/** Where the camera looks: the middle of the frame on the picture, in px, and its tilt in radians. */
export type View = { readonly x: number; readonly y: number; readonly turn: number };

/**
 * Shows the part of a picture that the camera looks at.
 *
 * @param moving - draws what moves within the picture, in the picture's px
 */
export function show(
  pen: Pen,
  picture: Picture,
  frame: FrameSize,
  view: View,
  moving?: () => void,
): void {
  within(pen, () => {
    pen.translate(frame.width / 2, frame.height / 2);
    pen.rotate(view.turn);
    pen.translate(-view.x, -view.y);
    lay(pen, picture);
    moving?.();
  });
}

/** Lays a picture over what is drawn, in its own place. */
export function lay(pen: Pen, { canvas, width, height }: Picture): void {
  pen.imageSmoothingEnabled = true;
  pen.imageSmoothingQuality = 'medium';
  pen.drawImage(canvas, 0, 0, width, height);
}

/** A camera on a tripod, with the whole picture in the frame. */
export function still(frame: FrameSize): View {
  return { x: frame.width / 2, y: frame.height / 2, turn: 0 };
}

/** How a hand holds a camera. */
export type Shake = {
  /** Largest way from the middle, in px. */
  readonly reach: number;
  /** Largest tilt to either side, in degrees. */
  readonly tilt: number;
  /** Slowest part of the shake, in Hz; the fastest is three times that. */
  readonly frequency: number;
};

/** A camera in the hand: it never rests and goes nowhere. */
export function handheld(
  centre: { x: number; y: number },
  shake: Shake,
  seed: number,
): (time: number) => View {
  const [across, down, turn] = [wander(seed), wander(seed + 1), wander(seed + 2)];
  return (time) => ({
    x: centre.x + shake.reach * across(time * shake.frequency),
    y: centre.y + shake.reach * 0.8 * down(time * shake.frequency),
    turn: ((shake.tilt * Math.PI) / 180) * turn(time * shake.frequency * 0.8),
  });
}
