/** Tables of a picture that has one colour: all steps are 1, and there is a code for “no difference” and one for the rest. */
const QUANTIZATION = [0xff, 0xdb, 0, 67, 0, ...Array<number>(64).fill(1)];
const CODES = (table: number): number[] => [
  0xff,
  0xc4,
  0,
  20,
  table,
  1,
  ...Array<number>(15).fill(0),
  0,
];

/** Bits of a block: no difference to the block before, and no more in this one. */
const BITS_PER_BLOCK = 2;
const COMPONENTS = 3;
const BLOCK_SIDE = 8;

/**
 * A grey picture as a JPEG file (ITU-T T.81, baseline): what a frame of this size takes of a model's context can be
 * measured with it before there is a frame.
 *
 * @param width in px, as `height`
 */
export function greyJpeg(width: number, height: number): Uint8Array {
  const size = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  const components = [1, 2, 3];
  const blocks = Math.ceil(width / BLOCK_SIDE) * Math.ceil(height / BLOCK_SIDE);
  const bits = blocks * COMPONENTS * BITS_PER_BLOCK;
  const whole = Math.floor(bits / 8);
  // Each code is the bit 0; the last byte is filled up with ones.
  const rest = bits % 8 === 0 ? [] : [0xff >> (bits % 8)];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...[0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
    ...QUANTIZATION,
    ...[0xff, 0xc0, 0, 17, 8, ...size, COMPONENTS, ...components.flatMap((id) => [id, 0x11, 0])],
    ...CODES(0x00),
    ...CODES(0x10),
    ...[0xff, 0xda, 0, 12, COMPONENTS, ...components.flatMap((id) => [id, 0]), 0, 63, 0],
    ...Array<number>(whole).fill(0),
    ...rest,
    ...[0xff, 0xd9],
  ]);
}
