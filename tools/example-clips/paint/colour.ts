/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

function channels(colour: Colour): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function hex(red: number, green: number, blue: number): Colour {
  const value = (Math.round(red) << 16) | (Math.round(green) << 8) | Math.round(blue);
  return `#${value.toString(16).padStart(6, '0')}`;
}

/** The colour a part of the way from one to another, 0 to 1. */
export function blend(from: Colour, to: Colour, part: number): Colour {
  const [r1, g1, b1] = channels(from);
  const [r2, g2, b2] = channels(to);
  const t = Math.min(1, Math.max(0, part));
  return hex(r1 + (r2 - r1) * t, g1 + (g2 - g1) * t, b1 + (b2 - b1) * t);
}

/** Lighter (up to 1 is white) or darker (down to -1 is black). */
export function shade(colour: Colour, amount: number): Colour {
  return amount >= 0 ? blend(colour, '#ffffff', amount) : blend(colour, '#000000', -amount);
}

/** The colour with an opacity, 0 to 1, as the canvas takes it. */
export function see(colour: Colour, opacity: number): string {
  return `rgba(${channels(colour).join(',')},${opacity})`;
}
