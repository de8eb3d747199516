import type { Flags } from '../config/flags.ts';
import { TOOL } from '../util/package-info.ts';

type Described = { description: string; words?: string; flags: Flags };

/** What `--help` prints. */
export function helpText(commands: Record<string, Described>): string {
  const sections = Object.entries(commands).flatMap(([name, { description, words, flags }]) => [
    '',
    `  ${TOOL.name} ${name}${words === undefined ? '' : ` ${words}`}`,
    `      ${description}`,
    ...Object.entries(flags).map(([flag, { takes, help }]) => {
      const form = takes === undefined ? `--${flag}` : `--${flag} ${takes}`;
      return `      ${form.padEnd(20)}  ${help}`;
    }),
  ]);
  return `${[
    `${TOOL.name} ${TOOL.version}: set-up, checks, models, and the daemon without gulp.`,
    ...sections,
    '',
    `  ${TOOL.name} --help | --version`,
    '',
    'Clips are described by `npx gulp stage3`; `npx gulp --tasks` lists the tasks.',
  ].join('\n')}\n`;
}
