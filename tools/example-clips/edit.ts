import type { FrameSize, Scene } from './camera.ts';

/**
 * One scene after another with a hard cut.
 *
 * @param at - when the second scene starts, in s; its own time starts at 0 there
 */
export function cut(first: Scene, second: Scene, at: number): Scene {
  // A frame's time may miss the cut by a rounding error; no frame is as short as this.
  const slack = 1e-6;
  return (pen, time) => (time + slack < at ? first(pen, time) : second(pen, time - at));
}

/**
 * Black at first, then the scene comes up.
 *
 * @param black - how long nothing is seen, in s
 * @param fade - how long the scene takes to come up, in s
 */
export function fadeIn(scene: Scene, frame: FrameSize, black: number, fade: number): Scene {
  return (pen, time) => {
    scene(pen, time);
    const dark = 1 - Math.min(1, Math.max(0, (time - black) / fade));
    pen.fillStyle = `rgba(0,0,0,${dark})`;
    pen.fillRect(0, 0, frame.width, frame.height);
  };
}
