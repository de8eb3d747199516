import { execa, parseCommandString } from 'execa';
import { hasEnded, type ProcessRef, processRef, signalGroup } from './process-ref.ts';

/** A command of the user's that runs, in a process group of its own. */
export type CommandProcess = {
  process: ProcessRef;
  /** Settles when it has ended, with how it ended. */
  ended: Promise<string>;
  /** SIGTERM, and SIGKILL to the whole group when that does not help in time. */
  end(): Promise<void>;
};

export type CommandOptions = {
  /** As configuration has it: a list of words, or a line with spaces between them. */
  command: string | readonly string[];
  /** What replaces `{name}` in its words. */
  values: Readonly<Record<string, string>>;
  /** Added to this process's own environment. */
  env?: Readonly<Record<string, string>>;
  /** From SIGTERM to SIGKILL, in ms. */
  stopMs: number;
  /** Also called with what it prints. */
  onOutput?: (text: string) => void;
  /** Which of the lines that it prints are left out. */
  isNoise?: (line: string) => boolean;
};

/**
 * Starts a command. What it prints goes where this process prints, into the log.
 *
 * @throws an Error saying why the command cannot be run
 */
export async function startCommand(options: CommandOptions): Promise<CommandProcess> {
  const { stopMs, onOutput, isNoise, env } = options;
  const [file = '', ...args] = argvOf(options);
  const quieter = function* (line: unknown) {
    if (!isNoise?.(String(line))) {
      yield line;
    }
  };
  const output =
    isNoise !== undefined
      ? [quieter, 'inherit' as const]
      : onOutput === undefined
        ? 'inherit'
        : (['pipe', 'inherit'] as const);
  const child = execa(file, args, {
    stdin: 'ignore',
    ...(env !== undefined && { env }),
    stdout: output,
    stderr: output,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  if (child.pid === undefined) {
    const { originalMessage = 'it could not be run' } = await child;
    throw new Error(`${file}: ${originalMessage}`);
  }
  // Not when its output has ended, which a process that it has left behind may hold open.
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`),
    );
  });
  if (onOutput !== undefined) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => onOutput(String(chunk)));
    }
  }
  const ref = processRef(child.pid);
  return {
    process: ref,
    ended,
    end: async () => {
      signalGroup(ref, 'SIGTERM');
      if (!(await hasEnded(ref, stopMs))) {
        signalGroup(ref, 'SIGKILL');
      }
      await ended;
    },
  };
}

function argvOf({ command, values }: CommandOptions): string[] {
  const argv = typeof command === 'string' ? parseCommandString(command) : command;
  return argv.map((word) =>
    word.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}
