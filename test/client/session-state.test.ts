import { strict as assert } from 'node:assert';
import { nextState, type SessionEvent, type SessionState } from '../../lib/client/session-state.ts';

const stateAfter = (...events: SessionEvent[]): SessionState =>
  events.reduce(nextState, 'idle' as SessionState);

describe('the states of a session with a daemon', () => {
  for (const [what, events, state] of [
    ['a start', ['start'], 'starting'],
    ['a daemon that accepts clips while its model loads', ['start', 'take'], 'taking'],
    ['another one in its place', ['start', 'take', 'take', 'ready'], 'ready'],
    ['a daemon that was ready when it was joined', ['start', 'ready'], 'ready'],
    ['a start that failed', ['start', 'fail'], 'released'],
    ['a broken request', ['start', 'ready', 'lose'], 'lost'],
    ['a daemon that answers after all', ['start', 'ready', 'lose', 'recover'], 'ready'],
    ['a second start', ['start', 'ready', 'lose', 'start'], 'starting'],
    ['a daemon that was stopped on purpose', ['start', 'ready', 'lose', 'fail'], 'released'],
    ['a release before anything was asked', ['release'], 'released'],
    ['a release during the start', ['start', 'release'], 'released'],
    ['a start that ends after the release', ['start', 'release', 'take', 'ready'], 'released'],
    ['a restart after the release', ['start', 'ready', 'lose', 'release', 'start'], 'released'],
  ] as const) {
    it(`after ${what}: ${state}`, () => assert.equal(stateAfter(...events), state));
  }

  for (const [events, message] of [
    [['ready'], /idle cannot ready/],
    [['lose'], /idle cannot lose/],
    [['start', 'start'], /starting cannot start/],
    [['start', 'lose'], /starting cannot lose/],
    [['start', 'ready', 'start'], /ready cannot start/],
    [['start', 'ready', 'lose', 'lose'], /lost cannot lose/],
    [['release', 'release'], /released cannot release/],
    [['release', 'lose'], /released cannot lose/],
  ] as const) {
    it(`refuse ${events.join(', ')}`, () => assert.throws(() => stateAfter(...events), message));
  }
});
