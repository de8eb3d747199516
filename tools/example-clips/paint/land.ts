import { between, type Random, wander } from '../random.ts';
import { blend, type Colour } from './colour.ts';
import { dab, type Pen, stroke, within } from './picture.ts';

/** The height of the land's upper edge at a place across the picture, both in px. */
export type Ridge = (x: number) => number;

/** A rolling ridge around a height, with hills about `length` px apart. */
export function ridge(seed: number, y: number, height: number, length: number): Ridge {
  const line = wander(seed);
  return (x) => y + height * line(x / length);
}

/** Land from a ridge down to the bottom, `far` colour at the ridge to `near` colour below. */
export function land(
  pen: Pen,
  area: { width: number; bottom: number },
  edge: Ridge,
  far: Colour,
  near: Colour,
): void {
  let top = area.bottom;
  pen.beginPath();
  pen.moveTo(0, area.bottom);
  for (let x = 0; x <= area.width; x += 2) {
    top = Math.min(top, edge(x));
    pen.lineTo(x, edge(x));
  }
  pen.lineTo(area.width, area.bottom);
  pen.closePath();
  const fill = pen.createLinearGradient(0, top, 0, area.bottom);
  fill.addColorStop(0, far);
  fill.addColorStop(1, near);
  pen.fillStyle = fill;
  pen.fill();
}

/** Blades and tufts of grass between a ridge and the bottom, longer towards the viewer. */
export function grass(
  pen: Pen,
  random: Random,
  area: { width: number; bottom: number },
  edge: Ridge,
  colours: readonly [dark: Colour, light: Colour],
  tall: number,
): void {
  within(pen, () => {
    pen.lineCap = 'round';
    for (let row = 0; row < 1; row += 0.028) {
      const reach = tall * (0.3 + 0.7 * row);
      for (let x = 0; x < area.width; x += reach * 0.55) {
        const rootX = x + between(random, -reach, reach);
        const top = edge(rootX);
        const rootY = top + (area.bottom - top) * (row + random() * 0.028);
        pen.strokeStyle = blend(colours[0], colours[1], random() * 0.75 + row * 0.25);
        pen.lineWidth = Math.max(0.5, reach * 0.16);
        stroke(
          pen,
          rootX,
          rootY,
          rootX + between(random, -0.4, 0.4) * reach,
          rootY - reach * between(random, 0.4, 1),
        );
      }
    }
  });
}

/** Fields and hedges that follow a hill: long patches, each with its furrows. */
export function fields(
  pen: Pen,
  random: Random,
  area: { width: number; depth: number },
  edge: Ridge,
  crops: readonly [Colour, ...Colour[]],
): void {
  within(pen, () => {
    for (let row = 0; row < 4; row += 1) {
      const top = (area.depth * row) / 4;
      const depth = area.depth / 4;
      for (let x = -random() * 60; x < area.width; ) {
        const length = between(random, 50, 130);
        const crop = crops[Math.floor(random() * crops.length)] ?? crops[0];
        patch(pen, edge, { x, length, top, depth, lean: between(random, -14, 14) }, crop);
        hedge(pen, random, edge, { x, length, y: top + depth }, '#3d5f36');
        x += length;
      }
    }
  });
}

function patch(
  pen: Pen,
  edge: Ridge,
  {
    x,
    length,
    top,
    depth,
    lean,
  }: { x: number; length: number; top: number; depth: number; lean: number },
  crop: Colour,
): void {
  pen.fillStyle = crop;
  pen.beginPath();
  for (let step = 0; step <= 12; step += 1) {
    const at = x + (length * step) / 12;
    pen.lineTo(at, edge(at) + top);
  }
  for (let step = 12; step >= 0; step -= 1) {
    const at = x + (length * step) / 12;
    pen.lineTo(at + lean, edge(at) + top + depth);
  }
  pen.closePath();
  pen.fill();
  pen.strokeStyle = blend(crop, '#4a4a20', 0.28);
  pen.lineWidth = 0.6;
  for (let furrow = 5; furrow < length; furrow += 6) {
    const at = x + furrow;
    stroke(pen, at, edge(at) + top, at + lean, edge(at) + top + depth);
  }
}

function hedge(
  pen: Pen,
  random: Random,
  edge: Ridge,
  { x, length, y }: { x: number; length: number; y: number },
  colour: Colour,
): void {
  for (let at = x; at < x + length; at += 2.4) {
    pen.fillStyle = blend(colour, '#8fae5a', random() * 0.5);
    dab(pen, at, edge(at) + y - random() * 2.5, between(random, 1.4, 3));
  }
}

/** Paving stones in rows that grow towards the viewer. */
export function cobbles(
  pen: Pen,
  random: Random,
  area: { width: number; top: number; bottom: number },
  colour: Colour,
): void {
  pen.fillStyle = blend(colour, '#3a3430', 0.55);
  pen.fillRect(0, area.top, area.width, area.bottom - area.top);
  for (let y = area.top, row = 0; y < area.bottom; row += 1) {
    const height = 2.2 + 9 * ((y - area.top) / (area.bottom - area.top));
    const length = height * 2.1;
    for (let x = -length * (row % 2 === 0 ? 1 : 0.5); x < area.width; x += length) {
      pen.fillStyle = blend(colour, random() < 0.5 ? '#6f6a70' : '#e8d8bd', random() * 0.45);
      pen.beginPath();
      pen.roundRect(x, y, length * between(random, 0.86, 0.95), height * 0.86, height * 0.32);
      pen.fill();
      pen.fillStyle = 'rgba(255,255,255,0.16)';
      pen.fillRect(x + length * 0.12, y + height * 0.1, length * 0.6, height * 0.14);
    }
    y += height;
  }
}
