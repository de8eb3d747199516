import { daemonState } from '../client/status.ts';
import { CONFIG_FLAGS, configOf } from '../config/flags.ts';
import { loadConfig } from '../config/load.ts';
import { runDaemon } from '../daemon/run.ts';
import { EXIT_PORT_TAKEN } from '../protocol/messages.ts';
import type { Command } from './command.ts';
import { DaemonRunsError } from './errors.ts';

/** The second Ctrl-C exits without waiting for the clips in flight. */
const FORCED_EXIT = 2;

/**
 * The daemon in the foreground, for launchd, systemd and containers, which supervise the process,
 * collect its output and end it by SIGTERM.
 */
export const daemonCommand: Command = {
  description: 'Run the describe daemon in the foreground, for launchd, systemd and containers.',
  flags: CONFIG_FLAGS,
  run: async (line) => {
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
  },
};
