import type { Flags } from '../config/flags.ts';
import { TOOL } from '../util/package-info.ts';

type Described = { description: string; flags: Flags };

/** What `--help` prints. */
export function helpText(commands: Record<string, Described>): string {
  const sections = Object.entries(commands).flatMap(([name, { description, flags }]) => [
    '',
    `  ${TOOL.name} ${name}`,
    `      ${description}`,
    ...Object.entries(flags).map(([flag, { takes, help }]) => {
      const form = takes === undefined ? `--${flag}` : `--${flag} ${takes}`;
      return `      ${form.padEnd(20)}  ${help}`;
    }),
  ]);
  return `${[
    `${TOOL.name} ${TOOL.version}: set-up, and the daemon without gulp.`,
    ...sections,
    '',
    `  ${TOOL.name} --help | --version`,
    '',
    'Clips are described by `npx gulp stage3`; `npx gulp --tasks` lists the tasks.',
  ].join('\n')}\n`;
}
