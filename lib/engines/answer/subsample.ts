/**
 * An even subsample of the frames: half of them, or as many as the server accepts.
 *
 * @param frames two or more
 */
export function subsample(frames: readonly number[], most: number | undefined): number[] {
  const count = Math.max(1, Math.min(frames.length - 1, most ?? Math.floor(frames.length / 2)));
  // From the middle of each stretch, so that one frame is the one in the middle.
  const step = frames.length / count;
  return Array.from({ length: count }, (_, i) => frames[Math.floor((i + 0.5) * step)] ?? 0);
}
