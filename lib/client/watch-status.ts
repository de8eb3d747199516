import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import type { ServerFigures, WorkTime } from '../protocol/messages.ts';
import { type DaemonState, daemonState } from './status.ts';
import { between, workTimeLine } from './work-time.ts';

/** Pause between two looks, in ms. */
const LOOK_MS = 1000;

/** Where the time goes is told of so many looks back. */
const LOOKS = 10;

/** Of less work, in s, nothing is told. */
const ENOUGH_SECONDS = 0.5;

/** What a daemon is doing, looked at each second without end. */
export async function* watchStatus(
  config: Config,
): AsyncGenerator<{ state: DaemonState['state']; lines: string[] }> {
  const times: WorkTime[] = [];
  for (;;) {
    const { state, line, status } = await daemonState(config);
    const lines = [line];
    if (status?.time === undefined) {
      times.length = 0;
    } else {
      times.push(status.time);
      const where = workTimeLine(between(times[0], status.time), status, ENOUGH_SECONDS);
      lines.push(...(where === undefined ? [] : [where]));
      if (times.length > LOOKS) {
        times.shift();
      }
    }
    lines.push(...(status?.engine?.servers ?? []).map(serverLine));
    yield { state, lines };
    await sleep(LOOK_MS);
  }
}

/** `http://gpu-1:8080/v1: 3 of 4 in flight, 120 done, p50 2.1 s, p95 3.4 s, 81 tokens/s`. */
function serverLine(server: ServerFigures): string {
  const { url, in_flight = 0, slots, done = 0, failed = 0, set_aside = false } = server;
  const { p50_seconds, p95_seconds, tokens_per_second } = server;
  const parts = [
    `${in_flight}${slots === undefined ? '' : ` of ${slots}`} in flight`,
    `${done} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(set_aside ? ['set aside'] : []),
    ...(p50_seconds === undefined ? [] : [`p50 ${p50_seconds.toFixed(1)} s`]),
    ...(p95_seconds === undefined ? [] : [`p95 ${p95_seconds.toFixed(1)} s`]),
    ...(tokens_per_second === undefined ? [] : [`${tokens_per_second.toFixed(0)} tokens/s`]),
  ];
  return `${url}: ${parts.join(', ')}`;
}
