import { closest } from 'fastest-levenshtein';
import { FlagValueError } from '../config/errors.ts';
import { CONFIG_FLAGS, readFlags } from '../config/flags.ts';
import { VlogDescribeError } from '../errors.ts';
import { TOOL } from '../util/package-info.ts';
import type { Command } from './command.ts';
import { CommandUnknownError } from './errors.ts';
import { helpText } from './help.ts';

/** By name. */
export const COMMANDS: Record<string, Command> = {
  init: {
    description: 'Write a gulpfile and a config.yaml that fits the clips and the machine.',
    flags: {
      model: { takes: 'NAME', help: 'The model; measured for none. Without it, you are asked.' },
      yes: { help: 'Take the model that suits this machine, and ask nothing.' },
    },
    run: async (line) => (await import('./init/init-command.ts')).init(line),
  },
  doctor: {
    description: 'Check all that a run needs, from Node to one frame through the model.',
    flags: {
      ...CONFIG_FLAGS,
      'no-model': { help: 'Load no model: the last check is left out.' },
      json: { help: 'Print the findings as JSON.' },
    },
    run: async (line) => (await import('./doctor/doctor-command.ts')).doctor(line),
  },
  models: {
    description: 'List the GGUF models in the cache; rm removes one.',
    words: '[rm NAME]',
    flags: { yes: { help: 'Remove without asking.' } },
    run: async (line) => (await import('./models/models-command.ts')).models(line),
  },
  daemon: {
    description: 'Run the describe daemon in the foreground, for launchd, systemd and containers.',
    flags: CONFIG_FLAGS,
    run: async (line) => (await import('./daemon-command.ts')).daemon(line),
  },
};

/** The usual exit code for a command line that is wrong. */
const EXIT_USAGE = 2;

async function main([name = '', ...rest]: string[]): Promise<number> {
  if (name === '--version') {
    process.stdout.write(`${TOOL.version}\n`);
    return 0;
  }
  if (['', '--help', '-h', 'help'].includes(name) || rest.some((word) => word === '--help')) {
    process.stdout.write(helpText(COMMANDS));
    return name === '' ? EXIT_USAGE : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new CommandUnknownError(name, closest(name, [...Object.keys(COMMANDS), '--version']));
  }
  const line = readFlags(rest, command.flags);
  if (command.words === undefined && line.words[0] !== undefined) {
    throw new FlagValueError(name, `takes flags only, got ${line.words[0]}`);
  }
  VlogDescribeError.showStacks = line.values.verbose !== undefined;
  return command.run(line);
}

const USAGE_CODES = ['COMMAND_UNKNOWN', 'FLAG_UNKNOWN', 'FLAG_VALUE'];

/** The command `gulp-vlog-describe`: set-up and the daemon without gulp. */
export function runCommand(): void {
  // Whoever reads may stop reading: `gulp-vlog-describe doctor | head -1`.
  process.stdout.on('error', () => {});
  main(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      // Only unexpected errors show their stack.
      const ours = error instanceof VlogDescribeError;
      console.error(ours ? String(error) : error);
      process.exit(ours && USAGE_CODES.includes(error.code) ? EXIT_USAGE : 1);
    },
  );
}
