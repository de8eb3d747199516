import { closest } from 'fastest-levenshtein';
import { FlagValueError } from '../config/errors.ts';
import { readFlags } from '../config/flags.ts';
import { VlogDescribeError } from '../errors.ts';
import { TOOL } from '../util/package-info.ts';
import type { Command } from './command.ts';
import { daemonCommand } from './daemon-command.ts';
import { CommandUnknownError } from './errors.ts';
import { helpText } from './help.ts';
import { initCommand } from './init-command.ts';

const COMMANDS: Record<string, Command> = { init: initCommand, daemon: daemonCommand };

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
  if (line.words[0] !== undefined) {
    throw new FlagValueError(name, `takes flags only, got ${line.words[0]}`);
  }
  VlogDescribeError.showStacks = line.values.verbose !== undefined;
  return command.run(line);
}

const USAGE_CODES = ['COMMAND_UNKNOWN', 'FLAG_UNKNOWN', 'FLAG_VALUE'];

/** The command `gulp-vlog-describe`: set-up and the daemon without gulp. */
export function runCommand(): void {
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
