import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { random } from '../../../support/luma.ts';
import { drawAmbient } from './ambient.ts';
import { drawFixed, drawTitles } from './overlays.ts';
import { type Pose, poses } from './pose.ts';
import { SCENE, SPAN, scene } from './scenes.ts';
import type { Film } from './spec.ts';
import { drawThing } from './things.ts';
import { drawWorld, worldOf } from './world.ts';

/** Pictures that are mixed into a frame whose shutter was open for long. */
const MIXED = 6;

/** The frames of a film, as RGBA. */
export function* shoot(film: Film): Generator<Uint8Array> {
  const { width, height, rate, seconds } = film;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const inner = picture(film);
  const view = createCanvas(inner.width, inner.height);
  const lens = view.getContext('2d');
  lens.imageSmoothingQuality = 'medium';
  const at = poses({ ...film, width: inner.width, height: inner.height });
  const isPlain = inner.width === width && inner.height === height;
  const titled = film.overlays.some((name) =>
    ['watermark', 'logo', 'time code', 'subtitles'].includes(name),
  );
  for (let frame = 0; frame < Math.round(seconds * rate); frame++) {
    const count = film.shutter > 0 ? MIXED : 1;
    for (let i = 0; i < count; i++) {
      lens.globalAlpha = 1 / (i + 1);
      const t = (frame + (film.shutter * i) / MIXED) / rate;
      if (i === 0) {
        expose(lens, film, at(t), t);
      } else {
        // Things and scenery are drawn in many strokes: mixed as a whole.
        lens.drawImage(mixed(film, inner, at(t), t), 0, 0);
      }
    }
    lens.globalAlpha = 1;
    const image = lens.getImageData(0, 0, inner.width, inner.height);
    develop(image.data, film, frame);
    if (isPlain && !titled) {
      yield new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength);
      continue;
    }
    lens.putImageData(image, 0, 0);
    mount(context, film, view, inner);
    drawTitles(context, film, [width, height], frame);
    const { data } = context.getImageData(0, 0, width, height);
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

type Rectangle = { left: number; top: number; width: number; height: number };

/** Where inside its bars the picture is. */
function picture({ width, height, overlays, covered = 0 }: Film): Rectangle {
  const even = (n: number): number => 2 * Math.round(n / 2);
  if (overlays.includes('letterbox')) {
    const inside = even(height * (1 - covered));
    return { left: 0, top: even((height - inside) / 2), width, height: inside };
  }
  if (overlays.includes('pillarbox') || overlays.includes('blurred bars')) {
    const inside = even(width * (1 - covered));
    return { left: even((width - inside) / 2), top: 0, width: inside, height };
  }
  return { left: 0, top: 0, width, height };
}

/** One look through the lens, at one moment. */
function expose(context: SKRSContext2D, film: Film, pose: Pose, t: number): void {
  const { width, height } = context.canvas;
  const longer = Math.max(width, height);
  const scale = (longer / SPAN) * pose.zoom;
  const [x, y] = [SCENE.width / 2 + pose.pan * SPAN, SCENE.height / 2 + pose.tilt * SPAN];
  const turned = Math.abs(Math.sin(pose.roll));
  const [reachX, reachY] = [
    (width + height * turned) / 2 / scale,
    (height + width * turned) / 2 / scale,
  ];
  if (x - reachX < 0 || y - reachY < 0 || x + reachX > SCENE.width || y + reachY > SCENE.height) {
    throw new RangeError(`The camera looks beyond its scene: ${JSON.stringify(film)}`);
  }
  const scenery = scene(film.scene, film.seed % 4);
  const size = [width, height] as const;
  context.save();
  context.translate(width / 2, height / 2);
  context.rotate(pose.roll);
  context.save();
  context.scale(scale, scale);
  context.drawImage(scenery, -x, -y);
  context.restore();
  context.translate(-width / 2, -height / 2);
  if (film.path.travel || film.path.orbit) {
    drawWorld(context, worldOf(film.seed % 4), pose, size);
  }
  context.restore();
  if (film.ambient) {
    drawAmbient(context, film, size, t, scenery);
  }
  for (const thing of film.things) {
    drawThing(context, thing, size, t, t / film.seconds);
  }
  drawFixed(context, film, size, t);
}

let spare: Canvas | undefined;

function mixed(film: Film, { width, height }: Rectangle, pose: Pose, t: number): Canvas {
  if (spare?.width !== width || spare.height !== height) {
    spare = createCanvas(width, height);
  }
  const context = spare.getContext('2d');
  context.imageSmoothingQuality = 'medium';
  expose(context, film, pose, t);
  return spare;
}

/** Standard normal, often enough that no pattern is seen. */
const GRAIN = Float32Array.from({ length: 1 << 16 }, (_, i) => {
  const radius = Math.sqrt(-2 * Math.log(1 - random(i, 1, 61)));
  return radius * Math.cos(2 * Math.PI * random(i, 2, 61));
});

/** Brightness and noise, as a sensor has them. */
function develop(data: Uint8ClampedArray, film: Film, frame: number): void {
  const { noise, rate, seconds, flicker } = film;
  const [first, last] = film.gain;
  const gain = first + (last - first) * (frame / (rate * seconds));
  const offset = flicker
    ? flicker.depth * Math.sin((2 * Math.PI * flicker.hertz * frame) / rate)
    : 0;
  if (noise === 0 && gain === 1 && offset === 0) {
    return;
  }
  let at = Math.floor(65536 * random(film.seed, frame, 62));
  for (let i = 0; i < data.length; i += 4) {
    at = (at + 1) & 0xffff;
    // Rows must not repeat each other's grain.
    if (at === 0) {
      at = Math.floor(65536 * random(film.seed, frame, i));
    }
    const more = offset + noise * (GRAIN[at] as number);
    data[i] = (data[i] as number) * gain + more;
    data[i + 1] = (data[i + 1] as number) * gain + more;
    data[i + 2] = (data[i + 2] as number) * gain + more;
  }
}

/** Puts the picture between its bars. */
function mount(context: SKRSContext2D, film: Film, view: Canvas, inner: Rectangle): void {
  const { width, height, overlays } = film;
  if (overlays.includes('blurred bars')) {
    const tall = (inner.width * height) / width;
    const tiny = createCanvas(16, 9);
    const small = tiny.getContext('2d');
    small.imageSmoothingQuality = 'medium';
    small.drawImage(view, 0, (inner.height - tall) / 2, inner.width, tall, 0, 0, 16, 9);
    context.imageSmoothingQuality = 'medium';
    context.drawImage(tiny, 0.5, 0.5, 15, 8, 0, 0, width, height);
    context.fillStyle = 'rgba(0,0,0,0.25)';
    context.fillRect(0, 0, width, height);
  } else {
    context.fillStyle = 'black';
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(view, inner.left, inner.top);
}
