let draw: (() => void) | undefined;
let frame: number | undefined;

/** Says how the page is drawn, and draws it. */
export function drawWith(render: () => void): void {
  draw = render;
  drawNow();
}

/** Draws the page once in the next frame, however often it is called until then. */
export function changed(): void {
  frame ??= requestAnimationFrame(drawNow);
}

/** For those who need the elements at once, to focus or measure them. */
export function drawNow(): void {
  if (frame !== undefined) {
    cancelAnimationFrame(frame);
    frame = undefined;
  }
  draw?.();
}
