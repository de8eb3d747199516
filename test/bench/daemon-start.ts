import { acquireLease } from '../../lib/client/acquire.ts';
import { resolveConfig } from '../../lib/config/load.ts';
import { freePort } from '../support/ports.ts';
import { Workspace } from '../support/workspace.ts';
import { type Figure, median } from './figures.ts';

const RUNS = 9;

/** Spawn to ready, and last lease to gone, of a daemon with the `measured` engine. */
export async function daemonStart(): Promise<Figure[]> {
  const workspace = await Workspace.make();
  const starts: number[] = [];
  const stops: number[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      const config = resolveConfig({
        daemon_port: await freePort(),
        daemon_pid_file: workspace.path('daemon.pid'),
        daemon_signal_file: workspace.path('daemon.signal'),
        daemon_log_file: workspace.path('daemon.log'),
      });
      const begun = performance.now();
      const lease = await acquireLease(config, {
        lifetime: 'leased',
        log: () => {},
        signal: new AbortController().signal,
      });
      starts.push(performance.now() - begun);
      const ending = performance.now();
      await lease.release(() => {});
      stops.push(performance.now() - ending);
    }
  } finally {
    workspace.tidy();
  }
  return [
    { name: 'daemon, spawn to ready', value: median(starts), unit: 'ms', atMost: 500 },
    { name: 'daemon, last lease to gone', value: median(stops), unit: 'ms' },
  ];
}
