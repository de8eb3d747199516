/** Pause before a server that failed is checked again, in ms; it doubles with each failure. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Whatever a server asks for, it is asked again after so long, in ms: some ask for a day. */
const LONGEST_ASKED_MS = 120_000;

/** Retry-After in seconds, which some write with a fraction, or as a date (RFC 9110, 10.2.3). */
const SECONDS = /^\d{1,15}(?:\.\d{1,9})?$/;
const DATE = / GMT$/;

/**
 * How long a server asks to be left alone, in s.
 *
 * @param now by the server's clock, in ms since 1970: its own `Date`, where it says it
 * @returns `undefined` when it does not ask, or for nothing that can be understood
 */
export function retryAfterSeconds(header: string, now: number): number | undefined {
  const text = header.trim();
  if (SECONDS.test(text)) {
    return Number(text);
  }
  const at = DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1000);
}

/**
 * How long to leave a server alone that has failed so many times, in ms. One that asks for no time at all is not asked
 * again and again at once.
 */
export function pauseAfter(failures: number, askedSeconds: number | undefined): number {
  return askedSeconds === undefined || askedSeconds === 0
    ? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(Math.max(0, failures - 1), 10))
    : Math.min(LONGEST_ASKED_MS, askedSeconds * 1000);
}
