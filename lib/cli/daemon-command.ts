import { daemonState } from '../client/status.ts';
import { CONFIG_FLAGS, configOf } from '../config/flags.ts';
import { loadConfig } from '../config/load.ts';
import { runDaemon } from '../daemon/run.ts';
import { EXIT_PORT_TAKEN } from '../protocol/messages.ts';
import type { Command } from './command.ts';
import { DaemonRunsError } from './errors.ts';

/** A second Ctrl-C does not wait for the clips in flight. */
const IMPATIENT = 2;

/**
 * The daemon as this very process, for launchd, systemd and containers, which want to see it, to
 * have what it prints, and to end it by SIGTERM.
 */
export const daemonCommand: Command = {
  description: 'Run the describe daemon in the foreground, for launchd, systemd and containers.',
  flags: CONFIG_FLAGS,
  run: async (line) => {
    const config = loadConfig(...configOf(line));
    let asked = 0;
    process.on('SIGINT', () => {
      if (++asked === IMPATIENT) {
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
