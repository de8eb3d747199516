import type { FrameSize } from './camera.ts';
import { FINENESS, type Pen, type Picture } from './paint/picture.ts';
import { halvings, type Ripmap } from './paint/ripmap.ts';

/** A camera that looks straight ahead along a street. Lengths in m, on the frame in px. */
export type Eye = {
  readonly frame: FrameSize;
  /** px; how large a thing of 1 m is at a distance of 1 m. */
  readonly focal: number;
  /** px from the top of the frame */
  readonly horizon: number;
  /** m above the ground */
  readonly height: number;
  /** m along the street */
  readonly place: number;
};

/** A long texture: its first px lies at the beginning of the street. */
export type Strip = {
  readonly texture: Ripmap;
  /** Texture px per m. */
  readonly density: number;
  /** m */
  readonly length: number;
};

/** Something flat that stands in the street and faces the camera. */
export type Standee = {
  readonly picture: Picture;
  /** px of `picture` per m */
  readonly density: number;
  /** m to the right of the middle of the street, of the picture's middle */
  readonly x: number;
  /** m above the ground, of the picture's lower edge */
  readonly y: number;
  /** m along the street */
  readonly z: number;
};

/** Nearer than this, in m, a standee is behind the camera or would fill the frame. */
const NEAREST = 1.5;

/** Draws the fronts along one side of the street, column by column; `offset` is that side in m. */
export function drawSide(pen: Pen, eye: Eye, strip: Strip, offset: number): void {
  const { texture, density, length } = strip;
  const { width } = eye.frame;
  const middle = width / 2;
  for (let column = 0; column < middle; column += 1) {
    const x = offset < 0 ? column : width - 1 - column;
    const outer = eye.focal * Math.abs(offset);
    const near = outer / (middle - column);
    const far = column + 1 < middle ? outer / (middle - column - 1) : Number.POSITIVE_INFINITY;
    if (eye.place + far > length) {
      return;
    }
    const across = halvings((far - near) * density);
    const down = halvings((density * near) / eye.focal);
    const source = texture.halved(across, down);
    const scale = source.width / texture.source.width;
    const top = eye.horizon - (eye.focal * (texture.source.height / density - eye.height)) / near;
    const bottom = eye.horizon + (eye.focal * eye.height) / near;
    const left = (eye.place + near) * density * scale;
    pen.drawImage(
      source,
      left,
      0,
      (far - near) * density * scale,
      source.height,
      x,
      top,
      1,
      bottom - top,
    );
  }
}

/** Draws the ground row by row; the texture's rows lie along the street. */
export function drawGround(pen: Pen, eye: Eye, strip: Strip): void {
  const { texture, density, length } = strip;
  for (let y = eye.frame.height - 1; y > eye.horizon; y -= 1) {
    const lift = eye.focal * eye.height;
    const near = lift / (y + 1 - eye.horizon);
    const far = Math.min(lift / Math.max(y - eye.horizon, 0.01), length - eye.place);
    if (far <= near) {
      return;
    }
    const across = halvings((density * near) / eye.focal);
    const down = halvings((far - near) * density);
    const source = texture.halved(across, down);
    const scale = source.height / texture.source.height;
    const width = (eye.focal * (texture.source.width / density)) / near;
    const top = (eye.place + near) * density * scale;
    pen.drawImage(
      source,
      0,
      top,
      source.width,
      (far - near) * density * scale,
      (eye.frame.width - width) / 2,
      y,
      width,
      1,
    );
  }
}

/** Draws what stands in the street, the farthest first. */
export function drawStandees(pen: Pen, eye: Eye, standees: readonly Standee[]): void {
  const ahead = standees.filter(({ z }) => z - eye.place > NEAREST).sort((a, b) => b.z - a.z);
  for (const { picture, density, x, y, z } of ahead) {
    const scale = eye.focal / (z - eye.place);
    const width = (picture.width / density) * scale;
    const height = (picture.height / density) * scale;
    const left = eye.frame.width / 2 + x * scale - width / 2;
    const bottom = eye.horizon + (eye.height - y) * scale;
    pen.imageSmoothingQuality = 'medium';
    pen.drawImage(
      picture.canvas,
      0,
      0,
      picture.width * FINENESS,
      picture.height * FINENESS,
      left,
      bottom - height,
      width,
      height,
    );
  }
}
