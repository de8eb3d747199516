import type { CommandLine, Flags } from '../config/flags.ts';

/** What `gulp-vlog-describe <name>` does. */
export type Command = {
  description: string;
  flags: Flags;
  /** @returns the exit code */
  run(line: CommandLine): Promise<number>;
};
