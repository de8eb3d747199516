/**
 * Where a session with a daemon stands:
 * - `idle`: nothing has been asked of it
 * - `starting`: the daemon is joined or started
 * - `taking`: the daemon accepts clips while its model loads
 * - `ready`: the daemon describes clips
 * - `lost`: a request broke; the daemon may be dead
 * - `released`: given up, or failed for good
 */
export type SessionState = 'idle' | 'starting' | 'taking' | 'ready' | 'lost' | 'released';

/**
 * What can happen to a session:
 * - `start`: a daemon is joined or started, for the first time or again
 * - `take`, `ready`: the daemon accepts clips, has its model
 * - `lose`: a request broke in a way that a dead daemon breaks it
 * - `recover`: only a connection broke; the daemon answers
 * - `fail`: no daemon can be had
 * - `release`: nobody in this process needs the daemon any more
 */
export type SessionEvent = 'start' | 'take' | 'ready' | 'lose' | 'recover' | 'fail' | 'release';

const TRANSITIONS: Record<SessionState, Partial<Record<SessionEvent, SessionState>>> = {
  idle: { start: 'starting', release: 'released' },
  starting: { take: 'taking', ready: 'ready', fail: 'released', release: 'released' },
  // The daemon that loads can go, and another one take its place.
  taking: { take: 'taking', ready: 'ready', fail: 'released', release: 'released' },
  ready: { lose: 'lost', release: 'released' },
  lost: { start: 'starting', recover: 'ready', fail: 'released', release: 'released' },
  // Whatever was under way still comes to its end, and changes nothing.
  released: {
    start: 'released',
    take: 'released',
    ready: 'released',
    recover: 'released',
    fail: 'released',
  },
};

/**
 * The state that follows.
 *
 * @throws Error when the event cannot happen in this state: a bug of ours
 */
export function nextState(state: SessionState, event: SessionEvent): SessionState {
  const next = TRANSITIONS[state][event];
  if (next === undefined) {
    throw new Error(`A session that is ${state} cannot ${event}`);
  }
  return next;
}
