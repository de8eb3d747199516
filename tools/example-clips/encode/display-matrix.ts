const BYTES_PER_ENTRY = 4;
const FIXED_16_16 = 1 << 16;
const FIXED_2_30 = 1 << 30;

/**
 * The 3x3 matrix that tells a player to turn the pictures (`av_display_rotation_set` of FFmpeg's
 * `libavutil/display.c`): a, b, u, c, d, v, x, y, w as 32-bit fixed point, in the machine's byte order,
 * which is little-endian wherever Node 20 runs FFmpeg.
 *
 * @param clockwise - degrees; a phone held upright writes 90
 */
export function displayMatrix(clockwise: number): Buffer {
  const angle = (clockwise * Math.PI) / 180;
  const cos = Math.round(Math.cos(angle) * FIXED_16_16);
  const sin = Math.round(Math.sin(angle) * FIXED_16_16);
  const matrix = Buffer.alloc(9 * BYTES_PER_ENTRY);
  [cos, sin, 0, -sin, cos, 0, 0, 0, FIXED_2_30].forEach((entry, index) => {
    matrix.writeInt32LE(entry, index * BYTES_PER_ENTRY);
  });
  return matrix;
}
