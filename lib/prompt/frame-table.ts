/**
 * The times of the frames a model is shown, numbered from 0 as in the record. A table in the text,
 * because some servers move all pictures before it.
 *
 * @param times in s from the first frame of the clip
 */
export function frameTable(times: readonly number[]): string {
  return times.map((seconds, number) => `frame ${number}: ${seconds.toFixed(2)} s`).join('\n');
}
