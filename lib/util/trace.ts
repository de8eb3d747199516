import { debuglog } from 'node:util';

/** One line per decision about the daemon's life, with `NODE_DEBUG=vlog-describe`, on stderr. */
export const trace = debuglog('vlog-describe');
