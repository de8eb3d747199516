import { between, type Random } from '../random.ts';
import { type Colour, see, shade } from './colour.ts';
import { dab, type Pen, within } from './picture.ts';

/** Fills the sky from the top of the picture to the horizon. */
export function sky(
  pen: Pen,
  width: number,
  horizon: number,
  colours: readonly [top: Colour, ...rest: Colour[]],
): void {
  const fill = pen.createLinearGradient(0, 0, 0, horizon);
  colours.forEach((colour, index) => {
    fill.addColorStop(colours.length === 1 ? 0 : index / (colours.length - 1), colour);
  });
  pen.fillStyle = fill;
  pen.fillRect(0, 0, width, horizon + 1);
}

/** One cloud of soft puffs, flat below and lit from above; `size` is half its width in px. */
export function cloud(
  pen: Pen,
  random: Random,
  x: number,
  y: number,
  size: number,
  colour: Colour,
): void {
  const puffs = Array.from({ length: 34 }, () => {
    const across = between(random, -1, 1);
    const dome = Math.sqrt(1 - across * across);
    return {
      x: x + across * size,
      y: y - random() * dome * size * 0.34,
      radius: size * (0.08 + 0.17 * dome * random()),
    };
  });
  for (const layer of [
    { tint: shade(colour, -0.16), drop: 0.06, opacity: 0.5 },
    { tint: shade(colour, -0.05), drop: 0.01, opacity: 0.6 },
    { tint: colour, drop: -0.05, opacity: 0.75 },
  ]) {
    for (const puff of puffs) {
      softDab(pen, puff.x, puff.y + layer.drop * size, puff.radius, layer.tint, layer.opacity);
    }
  }
}

/** Clouds scattered over a part of the sky, smaller towards the horizon. */
export function clouds(
  pen: Pen,
  random: Random,
  area: { width: number; top: number; bottom: number },
  count: number,
  colour: Colour,
): void {
  for (let index = 0; index < count; index += 1) {
    const depth = (index + random()) / count;
    const y = area.bottom + (area.top - area.bottom) * depth;
    cloud(
      pen,
      random,
      between(random, 0, area.width),
      y,
      24 + 80 * depth * between(random, 0.7, 1.2),
      colour,
    );
  }
}

/** A round spot that fades out towards its rim. */
export function softDab(
  pen: Pen,
  x: number,
  y: number,
  radius: number,
  colour: Colour,
  opacity: number,
): void {
  const fill = pen.createRadialGradient(x, y, 0, x, y, radius);
  fill.addColorStop(0, see(colour, opacity));
  fill.addColorStop(0.6, see(colour, opacity * 0.7));
  fill.addColorStop(1, see(colour, 0));
  pen.fillStyle = fill;
  dab(pen, x, y, radius);
}

/** A gull seen from far; `beat` is the wings' position, -1 (down) to 1 (up). */
export function gull(pen: Pen, x: number, y: number, span: number, beat: number): void {
  within(pen, () => {
    pen.strokeStyle = '#3d4653';
    pen.lineWidth = Math.max(1, span * 0.09);
    pen.lineCap = 'round';
    const tip = y - span * 0.22 * beat;
    pen.beginPath();
    pen.moveTo(x - span / 2, tip);
    pen.quadraticCurveTo(x - span / 4, y - span * 0.3 * Math.max(beat, 0.15), x, y);
    pen.quadraticCurveTo(x + span / 4, y - span * 0.3 * Math.max(beat, 0.15), x + span / 2, tip);
    pen.stroke();
  });
}
