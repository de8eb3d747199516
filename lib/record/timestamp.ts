/** `HH:MM:SS.sss`. Cut, not rounded, so that a time inside a clip stays inside. */
export function timestampOf(seconds: number): string {
  // A time such as 4.16 is 4159.999… ms in floating point.
  const ms = Math.floor(seconds * 1000 + 1e-6);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const millis = String(ms % 1000).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${millis}`;
}

/** Of `HH:MM:SS.sss`. */
export function secondsOfTimestamp(timestamp: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = timestamp.split(':').map(Number);
  // In ms first: whole numbers add up exactly.
  return ((hours * 60 + minutes) * 60_000 + Math.round(seconds * 1000)) / 1000;
}
