import { between, type Random, seededRandom } from '../random.ts';
import { blend, type Colour, see } from './colour.ts';
import { type Pen, stroke, within } from './picture.ts';

type Area = { readonly width: number; readonly top: number; readonly bottom: number };

/** Water with ripples that widen towards the viewer. */
export function water(pen: Pen, random: Random, area: Area, far: Colour, near: Colour): void {
  const fill = pen.createLinearGradient(0, area.top, 0, area.bottom);
  fill.addColorStop(0, far);
  fill.addColorStop(1, near);
  pen.fillStyle = fill;
  pen.fillRect(0, area.top, area.width, area.bottom - area.top);
  ripples(pen, random, area, far, near);
}

/** Strokes of lighter and darker water, for example over a reflection. */
export function ripples(pen: Pen, random: Random, area: Area, light: Colour, dark: Colour): void {
  within(pen, () => {
    pen.lineCap = 'round';
    const count = (area.width * (area.bottom - area.top)) / 55;
    for (let index = 0; index < count; index += 1) {
      const near = random() ** 0.8;
      const y = area.top + near * (area.bottom - area.top);
      const length = between(random, 3, 9) * (0.4 + 2.2 * near);
      const x = between(random, -10, area.width);
      const tone =
        random() < 0.5
          ? blend(light, '#ffffff', random() * 0.35)
          : blend(dark, '#10243a', random() * 0.4);
      pen.strokeStyle = see(tone, between(random, 0.25, 0.6));
      pen.lineWidth = 0.5 + 1.5 * near;
      stroke(pen, x, y, x + length, y);
    }
  });
}

/** Glints that come and go on moving water; drawn anew for each frame, at a time in s. */
export function glints(
  pen: Pen,
  seed: number,
  area: Area & { readonly left: number },
  count: number,
  time: number,
  colour: Colour,
): void {
  const random = seededRandom(seed);
  within(pen, () => {
    pen.lineCap = 'round';
    for (let index = 0; index < count; index += 1) {
      const near = random();
      const x = area.left + random() * area.width;
      const phase = random();
      const length = between(random, 2, 6) * (0.5 + 2 * near);
      const glow = Math.sin(2 * Math.PI * (phase + time * between(random, 0.25, 0.5)));
      if (glow <= 0) {
        continue;
      }
      const y = area.top + near * (area.bottom - area.top);
      pen.strokeStyle = see(colour, glow * 0.75);
      pen.lineWidth = 0.6 + near;
      stroke(pen, x - length * glow, y, x + length * glow, y);
    }
  });
}
