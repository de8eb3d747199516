import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/** What the scenes draw on. */
export type Pen = SKRSContext2D;

/**
 * Scenes are drawn this much finer than the frames, so that a camera that moves by a part of a pixel
 * does not make the picture blink between sharp and soft.
 */
export const FINENESS = 2;

/** A drawn scene, larger than a frame. */
export type Picture = {
  readonly canvas: Canvas;
  /** In frame px. */
  readonly width: number;
  /** In frame px. */
  readonly height: number;
};

/** Draws a picture; the pen counts in frame px. */
export function paint(width: number, height: number, draw: (pen: Pen) => void): Picture {
  const canvas = createCanvas(width * FINENESS, height * FINENESS);
  const pen = canvas.getContext('2d');
  pen.scale(FINENESS, FINENESS);
  draw(pen);
  return { canvas, width, height };
}

/** Runs the drawing with the pen moved, turned or scaled, and puts the pen back. */
export function within(pen: Pen, draw: () => void): void {
  pen.save();
  draw();
  pen.restore();
}

/** Fills a closed outline of straight lines. */
export function polygon(pen: Pen, points: readonly (readonly [x: number, y: number])[]): void {
  pen.beginPath();
  for (const [x, y] of points) {
    pen.lineTo(x, y);
  }
  pen.closePath();
  pen.fill();
}

/** Fills an ellipse around a point. */
export function dab(pen: Pen, x: number, y: number, rx: number, ry = rx, turn = 0): void {
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, turn, 0, 2 * Math.PI);
  pen.fill();
}

/** Draws one straight stroke. */
export function stroke(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
