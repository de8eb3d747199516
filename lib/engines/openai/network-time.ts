import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** A request as undici tells of it, and when what was reached, in ms of `performance.now()`. */
type Event = { request: { body?: unknown } };
type Times = { sent?: number; answered?: number };

/** By the body, which is the one thing that is known before and after. */
const times = new WeakMap<object, Times>();

const CHANNELS = {
  'undici:request:bodySent': 'sent',
  'undici:request:headers': 'answered',
} as const;

let users = 0;
const listeners = Object.entries(CHANNELS).map(([channel, what]) => ({
  channel,
  listener: (event: unknown): void => {
    const { body } = (event as Event).request;
    const found = typeof body === 'object' && body !== null ? times.get(body) : undefined;
    if (found !== undefined) {
      found[what] = performance.now();
    }
  },
}));

/**
 * Runs a request, and tells how much of it was the network's: until the body was sent, connecting included, and from the
 * first byte of the answer to its end. In between the server works.
 *
 * @param body the very object that is sent
 */
export async function withNetworkTime<Result>(
  body: Buffer | undefined,
  run: () => Promise<Result>,
): Promise<{ result: Result; networkSeconds: number }> {
  if (body === undefined) {
    return { result: await run(), networkSeconds: 0 };
  }
  const mine: Times = {};
  times.set(body, mine);
  if (users++ === 0) {
    for (const { channel, listener } of listeners) {
      subscribe(channel, listener);
    }
  }
  const begun = performance.now();
  try {
    const result = await run();
    const ended = performance.now();
    const { sent = begun, answered = ended } = mine;
    return { result, networkSeconds: (sent - begun + Math.max(0, ended - answered)) / 1000 };
  } finally {
    if (--users === 0) {
      for (const { channel, listener } of listeners) {
        unsubscribe(channel, listener);
      }
    }
  }
}
