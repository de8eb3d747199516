import { daemonState } from '../client/status.ts';
import { type CommandLine, configOf } from '../config/flags.ts';
import { loadConfig } from '../config/load.ts';
import { runDaemon } from '../daemon/run.ts';
import { EXIT_PORT_TAKEN } from '../protocol/messages.ts';
import { DaemonRunsError } from './errors.ts';

/** The second Ctrl-C exits without waiting for the clips in flight. */
const FORCED_EXIT = 2;

/**
 * The daemon in the foreground, for launchd, systemd and containers, which supervise the process,
 * collect its output and end it by SIGTERM.
 */
export async function daemon(line: CommandLine): Promise<number> {
  const config = loadConfig(...configOf(line));
  let interrupts = 0;
  process.on('SIGINT', () => {
    if (++interrupts === FORCED_EXIT) {
      process.exit(130);
    }
  });
  const code = await runDaemon({ config, lifetime: 'persistent' });
  if (code === EXIT_PORT_TAKEN) {
    throw new DaemonRunsError((await daemonState(config)).line);
  }
  return code;
}
