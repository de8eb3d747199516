import type { FindProgress } from './types.ts';

/** Least time between two reports, in ms. */
const INTERVAL_MS = 200;

/** Passes on a report now and then, beginning with the first. */
export function throttled(
  onProgress: (progress: FindProgress) => void,
): (progress: FindProgress) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    if (performance.now() - reportedAt >= INTERVAL_MS) {
      reportedAt = performance.now();
      onProgress(progress);
    }
  };
}
