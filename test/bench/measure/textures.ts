import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { random } from '../../support/luma.ts';

/** In px, a power of two: textures repeat beyond. */
const SIDE = 2048;
const LEVELS = 4;

/** A painted surface, at falling sizes so that it can be seen from afar without flicker. */
export type Texture = { side: number; luma: Uint8Array }[];

export const TEXTURES = ['leaves', 'city', 'meadow', 'clouds', 'letters'] as const;
export type TextureName = (typeof TEXTURES)[number];

type Paint = (canvas: SKRSContext2D, next: () => number) => void;

const paints: Record<TextureName, Paint> = {
  // Dead leaves: opaque discs of all sizes, the standard model of natural pictures.
  leaves: (canvas, next) => {
    for (let i = 0; i < 3000; i++) {
      canvas.fillStyle = gray(20 + 210 * next());
      const radius = 6 / (next() + 0.03);
      wrapped(SIDE * next(), SIDE * next(), radius, (x, y) => {
        canvas.beginPath();
        canvas.arc(x, y, radius, 0, 2 * Math.PI);
        canvas.fill();
      });
    }
  },
  // Walls with windows in rows: patterns that repeat.
  city: (canvas, next) => {
    for (let i = 0; i < 160; i++) {
      const [left, top] = [SIDE * next() - 100, SIDE * next() - 100];
      const [width, height] = [100 + 300 * next(), 120 + 400 * next()];
      canvas.fillStyle = gray(60 + 150 * next());
      canvas.fillRect(left, top, width, height);
      canvas.fillStyle = gray(20 + 60 * next());
      const step = 24 + 30 * next();
      for (let y = top + step / 2; y < top + height - step / 2; y += step) {
        for (let x = left + step / 2; x < left + width - step / 2; x += step) {
          canvas.fillRect(x, y, step * (0.3 + 0.3 * next()), step / 2);
        }
      }
    }
  },
  // Blades of grass and flowers: fine and much alike everywhere.
  meadow: (canvas, next) => {
    for (let i = 0; i < 14_000; i++) {
      const [x, y] = [SIDE * next(), SIDE * next()];
      canvas.strokeStyle = gray(40 + 140 * next());
      canvas.lineWidth = 1 + 3 * next();
      canvas.beginPath();
      canvas.moveTo(x, y);
      canvas.lineTo(x + 40 * (next() - 0.5), y - 60 * next());
      canvas.stroke();
    }
  },
  // Soft, with little contrast.
  clouds: (canvas, next) => {
    for (let i = 0; i < 900; i++) {
      const [x, y, radius] = [SIDE * next(), SIDE * next(), 20 + 160 * next() ** 2];
      const level = next() > 0.5 ? 255 : 60;
      const fill = canvas.createRadialGradient(x, y, 0, x, y, radius);
      fill.addColorStop(0, `rgba(${level},${level},${level},0.4)`);
      fill.addColorStop(1, `rgba(${level},${level},${level},0)`);
      canvas.fillStyle = fill;
      canvas.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
    }
  },
  // Signs and posters: hard edges before plain ground.
  letters: (canvas, next) => {
    for (let i = 0; i < 500; i++) {
      canvas.fillStyle = gray(next() > 0.5 ? 20 + 40 * next() : 190 + 60 * next());
      canvas.font = `bold ${Math.round(20 + 120 * next() ** 2)}px sans-serif`;
      const text = Array.from({ length: 5 }, () => String.fromCharCode(65 + 26 * next())).join('');
      canvas.save();
      canvas.translate(SIDE * next(), SIDE * next());
      canvas.rotate(next() - 0.5);
      canvas.fillText(text, 0, 0);
      canvas.fillRect(-30 * next(), 10, 120 * next(), 12 * next());
      canvas.restore();
    }
  },
};

/** Paints a texture of its own for each seed. */
export function texture(name: TextureName, seed: number): Texture {
  const canvas: Canvas = createCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d');
  let drawn = 0;
  const next = (): number => random(seed, drawn++, 4711);
  context.fillStyle = gray(110 + 60 * next());
  context.fillRect(0, 0, SIDE, SIDE);
  paints[name](context, next);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const luma = new Uint8Array(SIDE * SIDE);
  for (let i = 0; i < luma.length; i++) {
    luma[i] = data[i * 4] as number;
  }
  const levels: Texture = [{ side: SIDE, luma }];
  for (let level = 1; level < LEVELS; level++) {
    levels.push(halved(levels[level - 1] as Texture[number]));
  }
  return levels;
}

function halved({ side, luma }: Texture[number]): Texture[number] {
  const small = side / 2;
  const half = new Uint8Array(small * small);
  const at = (i: number): number => luma[i] as number;
  for (let i = 0; i < half.length; i++) {
    const j = 2 * (i % small) + 2 * Math.floor(i / small) * side;
    half[i] = (at(j) + at(j + 1) + at(j + side) + at(j + side + 1)) / 4;
  }
  return { side: small, luma: half };
}

function gray(level: number): string {
  const whole = Math.round(level);
  return `rgb(${whole},${whole},${whole})`;
}

/** Draws a thing again on the other side when it stands over the border. */
function wrapped(x: number, y: number, radius: number, draw: (x: number, y: number) => void): void {
  for (const dx of [-SIDE, 0, SIDE]) {
    for (const dy of [-SIDE, 0, SIDE]) {
      if (
        Math.abs(x + dx - SIDE / 2) < SIDE / 2 + radius &&
        Math.abs(y + dy - SIDE / 2) < SIDE / 2 + radius
      ) {
        draw(x + dx, y + dy);
      }
    }
  }
}
