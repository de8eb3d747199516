import { type Colour, shade } from './colour.ts';
import { dab, type Pen, polygon, stroke, within } from './picture.ts';

/** What a person wears. */
export type Clothes = {
  readonly top: Colour;
  readonly bottom: Colour;
  readonly hair: Colour;
  readonly skin?: Colour;
};

/** Steps per s of somebody who strolls. */
export const STEPS_PER_SECOND = 1.7;

/**
 * A person on foot; `(x, y)` is the ground below, `height` in px.
 *
 * @param stride - where in the step the legs are, in steps; 0.5 is standing
 */
export function person(
  pen: Pen,
  x: number,
  y: number,
  height: number,
  clothes: Clothes,
  stride = 0.5,
): void {
  const { top, bottom, hair, skin = '#d9a27e' } = clothes;
  const swing = Math.cos(Math.PI * stride) * 15;
  within(pen, () => {
    pen.translate(x, y);
    pen.scale(height / 100, height / 100);
    pen.lineCap = 'round';
    pen.fillStyle = 'rgba(30,25,35,0.25)';
    dab(pen, 3, 0, 20, 3);
    for (const [foot, tone] of [
      [-swing, -0.2],
      [swing, 0],
    ] as const) {
      pen.strokeStyle = shade(bottom, tone);
      pen.lineWidth = 9;
      stroke(pen, 0, -46, foot, -5);
      pen.strokeStyle = '#3b302b';
      pen.lineWidth = 6;
      stroke(pen, foot, -3, foot + 5, -3);
    }
    pen.strokeStyle = shade(top, -0.22);
    pen.lineWidth = 7;
    stroke(pen, -2, -76, -swing * 0.7 - 2, -50);
    pen.fillStyle = top;
    polygon(pen, [
      [-10, -80],
      [10, -80],
      [11, -42],
      [-11, -42],
    ]);
    pen.fillStyle = shade(top, 0.18);
    polygon(pen, [
      [-10, -80],
      [-3, -80],
      [-5, -42],
      [-11, -42],
    ]);
    pen.strokeStyle = shade(top, -0.1);
    stroke(pen, 4, -76, swing * 0.7 + 4, -50);
    pen.fillStyle = skin;
    pen.fillRect(-3, -86, 6, 7);
    dab(pen, 0, -91, 7.5, 8.5);
    pen.fillStyle = hair;
    dab(pen, -1, -95, 8, 6);
  });
}
