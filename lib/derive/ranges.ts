import type { Range } from '../record/schema.ts';

export function secondsOf({ start_seconds, end_seconds }: Range): number {
  return end_seconds - start_seconds;
}

/** In order and apart: those that cross, or are no farther apart than `gap`, are one. */
export function merged(ranges: readonly Range[], gap = 0): Range[] {
  const apart: Range[] = [];
  for (const { start_seconds, end_seconds } of byStart(ranges)) {
    const last = apart.at(-1);
    if (last && start_seconds <= last.end_seconds + gap) {
      last.end_seconds = Math.max(last.end_seconds, end_seconds);
    } else {
      apart.push({ start_seconds, end_seconds });
    }
  }
  return apart;
}

/** Where one of each list holds at the same time. */
export function common(one: readonly Range[], other: readonly Range[]): Range[] {
  return one
    .flatMap((a) =>
      other.map((b) => ({
        start_seconds: Math.max(a.start_seconds, b.start_seconds),
        end_seconds: Math.min(a.end_seconds, b.end_seconds),
      })),
    )
    .filter((range) => secondsOf(range) > 0);
}

/** What is left of a range without others. */
export function without(range: Range, others: readonly Range[]): Range[] {
  const left: Range[] = [];
  let start = range.start_seconds;
  for (const { start_seconds, end_seconds } of merged(others)) {
    if (end_seconds > start && start_seconds < range.end_seconds) {
      left.push({ start_seconds: start, end_seconds: Math.max(start, start_seconds) });
      start = end_seconds;
    }
  }
  left.push({ start_seconds: start, end_seconds: range.end_seconds });
  return left.filter((part) => secondsOf(part) > 0);
}

/** Without what is useless at either end; ranges that are no farther apart than `gap` touch. */
export function trimmed(
  { start_seconds, end_seconds }: Range,
  useless: readonly Range[],
  gap: number,
): Range {
  const apart = merged(useless, gap);
  const first = apart.find((range) => range.end_seconds > start_seconds);
  const last = apart.findLast((range) => range.start_seconds < end_seconds);
  const isFirst = first !== undefined && first.start_seconds <= start_seconds + gap;
  const isLast = last !== undefined && last.end_seconds >= end_seconds - gap;
  const start = isFirst ? first.end_seconds : start_seconds;
  const end = isLast ? last.start_seconds : end_seconds;
  return { start_seconds: start, end_seconds: Math.max(start, end) };
}

function byStart(ranges: readonly Range[]): Range[] {
  return ranges.toSorted((a, b) => a.start_seconds - b.start_seconds);
}
