import { execa, parseCommandString } from 'execa';
import { LineReader, type OnLine } from './lines.ts';
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
  /** Also called with each line that it prints. */
  onLine?: OnLine;
  /** Which of the lines that it prints are left out. */
  isNoise?: (line: string) => boolean;
};

/**
 * Starts a command. What it prints goes where this process prints, into the log.
 *
 * @throws an Error saying why the command cannot be run, with the system's code, such as ENOENT
 */
export async function startCommand(options: CommandOptions): Promise<CommandProcess> {
  const { stopMs, onLine, isNoise, env } = options;
  const [file = '', ...args] = argvOf(options);
  const quieter = function* (line: unknown) {
    if (!isNoise?.(String(line))) {
      yield line;
    }
  };
  const output =
    isNoise !== undefined
      ? [quieter, 'inherit' as const]
      : onLine === undefined
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
    const { originalMessage = 'it could not be run', code } = await child;
    throw Object.assign(new Error(`${file}: ${originalMessage}`), { code });
  }
  // Not when its output has ended, which a process that it has left behind may hold open.
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`),
    );
  });
  if (onLine !== undefined) {
    for (const stream of [child.stdout, child.stderr]) {
      const reader = new LineReader(onLine);
      stream?.on('data', (chunk: Buffer) => reader.write(chunk));
      stream?.once('close', () => reader.end());
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
