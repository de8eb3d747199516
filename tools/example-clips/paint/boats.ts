import { type Colour, shade } from './colour.ts';
import { dab, type Pen, polygon, stroke, within } from './picture.ts';

/** A small sailing boat; `(x, y)` is the middle of its waterline, `length` in px. */
export function sailingBoat(pen: Pen, x: number, y: number, length: number, hull: Colour): void {
  within(pen, () => {
    pen.translate(x, y);
    pen.scale(length / 100, length / 100);
    pen.strokeStyle = '#6b5138';
    pen.lineWidth = 2.2;
    stroke(pen, 0, -10, 0, -118);
    const sail = pen.createLinearGradient(-45, 0, 5, 0);
    sail.addColorStop(0, '#d8cfbd');
    sail.addColorStop(1, '#fffaf0');
    pen.fillStyle = sail;
    polygon(pen, [
      [-3, -114],
      [-3, -20],
      [-46, -20],
      [-26, -62],
    ]);
    pen.fillStyle = '#f3e6d0';
    polygon(pen, [
      [4, -100],
      [4, -20],
      [38, -18],
    ]);
    pen.strokeStyle = 'rgba(110,90,70,0.4)';
    pen.lineWidth = 0.8;
    for (const seam of [-36, -54, -72, -90]) {
      stroke(pen, -3, seam, -3 - (seam + 120) * 0.5, seam + 2);
    }
    shell(pen, hull);
  });
}

/** A fishing boat with a wheelhouse; `(x, y)` is the middle of its waterline. */
export function fishingBoat(pen: Pen, x: number, y: number, length: number, hull: Colour): void {
  within(pen, () => {
    pen.translate(x, y);
    pen.scale(length / 100, length / 100);
    pen.fillStyle = '#f2ecdf';
    pen.fillRect(-30, -42, 32, 28);
    pen.fillStyle = shade(hull, -0.2);
    pen.fillRect(-33, -46, 38, 5);
    pen.fillStyle = '#3d5365';
    for (const pane of [-27, -17, -7]) {
      pen.fillRect(pane, -38, 7, 9);
    }
    pen.strokeStyle = '#5d4a3a';
    pen.lineWidth = 1.6;
    stroke(pen, 14, -14, 14, -66);
    stroke(pen, 14, -62, 44, -20);
    stroke(pen, 14, -62, -28, -46);
    for (const buoy of [22, 29, 36]) {
      pen.fillStyle = '#e2702e';
      dab(pen, buoy, -15, 3.4);
    }
    shell(pen, hull);
  });
}

function shell(pen: Pen, hull: Colour): void {
  const path = (): void => {
    pen.beginPath();
    pen.moveTo(-50, -17);
    pen.quadraticCurveTo(0, -10, 54, -21);
    pen.quadraticCurveTo(44, 2, 30, 3);
    pen.lineTo(-38, 3);
    pen.quadraticCurveTo(-48, -4, -50, -17);
    pen.closePath();
  };
  pen.fillStyle = hull;
  path();
  pen.fill();
  within(pen, () => {
    path();
    pen.clip();
    pen.fillStyle = shade(hull, -0.35);
    pen.fillRect(-60, -3, 120, 10);
    pen.fillStyle = '#f6f1e6';
    pen.fillRect(-60, -13, 120, 2.4);
    pen.strokeStyle = shade(hull, -0.25);
    pen.lineWidth = 0.7;
    stroke(pen, -60, -7, 60, -8);
  });
}
