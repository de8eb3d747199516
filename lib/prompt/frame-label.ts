/**
 * What stands right before a frame's picture: its number, counted from 0 as in the record, and its time in the form
 * that Qwen3-VL is trained with. On a line of its own: servers that move all pictures before the text leave a table
 * of the frames, in their order.
 *
 * @param seconds from the first frame of the clip
 */
export function frameLabel(seconds: number, number: number): string {
  return `frame ${number}: <${seconds.toFixed(1)} seconds>`;
}
