import type { CommandLine, Flags } from '../config/flags.ts';

/** What `gulp-vlog-describe <name>` does. */
export type Command = {
  description: string;
  flags: Flags;
  /** The words that may follow the name, as help shows them; none when left out. */
  words?: string;
  /**
   * Imports what it needs itself: no command waits for the code of another.
   *
   * @returns the exit code
   */
  run(line: CommandLine): Promise<number>;
};
