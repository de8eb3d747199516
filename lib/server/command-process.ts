import { execa, parseCommandString } from 'execa';
import type { Config } from '../config.ts';
import { hasEnded, type ProcessRef, processRef, signalGroup } from '../process-ref.ts';

/** The process that `daemon_command` starts, in a process group of its own. */
export type CommandProcess = {
  process: ProcessRef;
  /** Settles when it has ended, with how it ended. */
  ended: Promise<string>;
  /** SIGTERM, and SIGKILL to the whole group after `daemon_stop_timeout`. */
  end(): Promise<void>;
};

/**
 * Starts `daemon_command`. What it prints goes where this process prints, into the log.
 *
 * @throws when the command cannot be run
 */
export async function startCommand(config: Config, port: number): Promise<CommandProcess> {
  const [file = '', ...args] = argvOf(config, port);
  const child = execa(file, args, {
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    reject: false,
    detached: true,
    cleanup: false,
  });
  const ended = child.then(({ exitCode, signal, originalMessage }) =>
    signal !== undefined
      ? `ended by ${signal}`
      : exitCode !== undefined
        ? `exit code ${exitCode}`
        : (originalMessage ?? 'not to be run'),
  );
  if (child.pid === undefined) {
    throw new Error(`daemon_command ${file}: ${await ended}`);
  }
  const ref = processRef(child.pid);
  return {
    process: ref,
    ended,
    end: async () => {
      signalGroup(ref, 'SIGTERM');
      if (!(await hasEnded(ref, config.daemon_stop_timeout * 1000))) {
        signalGroup(ref, 'SIGKILL');
      }
      await ended;
    },
  };
}

function argvOf({ daemon_command = [], daemon_host, describe }: Config, port: number): string[] {
  const argv =
    typeof daemon_command === 'string' ? parseCommandString(daemon_command) : daemon_command;
  const values = { model: describe.model, host: daemon_host, port: String(port) };
  return argv.map((word) =>
    word.replace(/\{(model|host|port)\}/g, (_all, name: keyof typeof values) => values[name]),
  );
}
