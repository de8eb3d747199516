import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandLine } from '../../config/flags.ts';
import { configTemplate } from '../../config/template.ts';
import { messageOf } from '../../errors.ts';
import { TOOL } from '../../util/package-info.ts';
import { FileNotWrittenError } from '../errors.ts';
import { ANY_GULPFILE } from '../installed.ts';
import { entry, styleOf } from '../terminal.ts';
import { chooseModel, type ModelChoice } from './choose-model.ts';
import { offerLlama } from './install.ts';
import { findMissing } from './missing.ts';
import { nextSteps } from './next-steps.ts';
import { suggestConfig } from './suggest-config.ts';
import { NO_MODEL } from './suggest-model.ts';
import { aboutDownload } from './words.ts';

const GULPFILE = 'gulpfile.mjs';
const GULPFILE_CODE = `import { tasks } from '${TOOL.name}';

export const { stage3, timeline, report, watch_report, start_daemon, stop_daemon, daemon_status } =
  tasks();
export default stage3;
`;
const CONFIG_FILE = 'config.yaml';

/** The usual exit code after Ctrl-C. */
const EXIT_CANCELLED = 130;

/** Width of the words before what is told. */
const NAME_WIDTH = 'Install:'.length;

/**
 * Writes what a folder needs for `npx gulp stage3`, fitted to its clips and to the machine; existing files
 * are never overwritten. Nothing is written before all is known, so that Ctrl-C leaves nothing half.
 */
export async function init({ values }: CommandLine): Promise<number> {
  const style = styleOf(process.stdout);
  const suggestion = suggestConfig();
  const isKept = existsSync(CONFIG_FILE);
  const choice = await chooseModel(values, isKept, style);
  if (choice === undefined) {
    say('Cancelled. Nothing was written.');
    return EXIT_CANCELLED;
  }
  const isAsked = values.model !== undefined || choice.name !== NO_MODEL;
  const wanted = { ...suggestion.values, ...(isAsked && { 'describe.model': choice.name }) };
  const gulpfile = readdirSync('.').find((name) => ANY_GULPFILE.test(name));
  write(gulpfile, GULPFILE, GULPFILE_CODE);
  const config = configTemplate(wanted, { 'describe.model': otherModel(choice) });
  write(isKept ? CONFIG_FILE : undefined, CONFIG_FILE, config);
  if (gulpfile !== undefined && !usesPackage(gulpfile)) {
    say(`Make sure that it has these lines:\n\n${GULPFILE_CODE}`);
  }
  const missing = await findMissing(choice.name);
  const left =
    missing.isLlama && choice.wasAsked ? await offerLlama(missing, choice.hardware) : missing;
  const steps = nextSteps(choice, left, suggestion, wanted, { name: CONFIG_FILE, isKept });
  for (const step of steps) {
    say(step.name === '' ? step.text : entry(step, NAME_WIDTH, style));
  }
  return 0;
}

/** Beside the model that was chosen, config.yaml shows the other way. */
function otherModel({ name, suggested }: ModelChoice): string[] {
  if (name !== NO_MODEL) {
    return ['Without a model:', `  model: ${NO_MODEL}`];
  }
  return suggested === undefined
    ? []
    : [
        `For words about what is in the picture, put this in its place (${aboutDownload(suggested.downloadBytes)}):`,
        `  model: ${suggested.model}`,
      ];
}

function write(existing: string | undefined, name: string, contents: string): void {
  if (existing === undefined) {
    // `wx` fails if the file has been created meanwhile.
    try {
      writeFileSync(name, contents, { flag: 'wx' });
    } catch (error) {
      throw new FileNotWrittenError(resolve(name), messageOf(error), { cause: error });
    }
  }
  say(existing === undefined ? `Wrote ${name}` : `Kept ${existing}`);
}

function usesPackage(gulpfile: string): boolean {
  try {
    return readFileSync(gulpfile, 'utf8').includes(TOOL.name);
  } catch {
    // gulp takes a folder of that name as well.
    return false;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
