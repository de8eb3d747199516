import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandLine } from '../../config/flags.ts';
import { loadConfig, resolveConfig } from '../../config/load.ts';
import { configTemplate } from '../../config/template.ts';
import { messageOf } from '../../errors.ts';
import { isMapping } from '../../util/mapping.ts';
import { TOOL } from '../../util/package-info.ts';
import { canAsk } from '../ask.ts';
import { FileNotWrittenError } from '../errors.ts';
import { ANY_GULPFILE, isInstalled } from '../installed.ts';
import { entry, type Style, styleOf } from '../terminal.ts';
import { chooseModel, gigabytes, machineLine, NO_MODEL, SLOW } from './choose-model.ts';
import { detectHardware, type Hardware } from './hardware.ts';
import { findRunner, installRunner } from './runner.ts';
import { type Suggestion, suggestConfig } from './suggest-config.ts';
import { MODELS, type SuggestedModel, suggestModel } from './suggest-model.ts';

const GULPFILE = 'gulpfile.mjs';
const GULPFILE_CODE = `import { tasks } from '${TOOL.name}';

export const { stage3, start_daemon, stop_daemon, daemon_status } = tasks();
export default stage3;
`;
const CONFIG_FILE = 'config.yaml';

/** The usual exit code after Ctrl-C. */
const EXIT_CANCELLED = 130;

/** Width of the words before the colon. */
const NAME_WIDTH = 'Install:'.length;

/** The model for the folder, and the one that suits the machine. */
type Model = { name: string; suggested: SuggestedModel; hardware: Hardware };

/**
 * Writes what a folder needs for `npx gulp stage3`, fitted to its clips and to the machine; existing files
 * are never overwritten. Nothing is written before all is known, so that Ctrl-C leaves nothing half.
 */
export async function init({ values }: CommandLine): Promise<number> {
  const style = styleOf(process.stdout);
  const folder = suggestConfig();
  const isKept = existsSync(CONFIG_FILE);
  const model = await modelFor(values, isKept, style);
  if (model === undefined) {
    say('Cancelled. Nothing was written.');
    return EXIT_CANCELLED;
  }
  const isAsked = values.model !== undefined || model.name !== NO_MODEL;
  const wanted = { ...folder.values, ...(isAsked && { 'describe.model': model.name }) };
  const gulpfile = readdirSync('.').find((name) => ANY_GULPFILE.test(name));
  write(gulpfile, GULPFILE, GULPFILE_CODE);
  const config = configTemplate(wanted, { 'describe.model': otherModel(model) });
  write(isKept ? CONFIG_FILE : undefined, CONFIG_FILE, config);
  if (gulpfile !== undefined && !usesPackage(gulpfile)) {
    say(`Make sure that it has these lines:\n\n${GULPFILE_CODE}`);
  }
  const steps: Step[] = [
    ...installSteps(model),
    ...modelSteps(model, isKept),
    ...clipSteps(folder),
    ...settingSteps(isKept ? unset(wanted) : wanted, isKept),
    { name: 'Check:', text: 'npx gulp-vlog-describe doctor' },
    { name: 'Next:', text: 'npx gulp stage3' },
  ];
  for (const { name, text } of steps) {
    say(name === '' ? text : entry({ name, text }, NAME_WIDTH, style));
  }
  return 0;
}

/** The model for config.yaml; `undefined` when the question was cancelled. */
async function modelFor(
  { model, yes }: CommandLine['values'],
  isKept: boolean,
  style: Style,
): Promise<Model | undefined> {
  const hardware = await detectHardware();
  const suggested = suggestModel(hardware);
  const asked =
    model?.[0] ??
    (yes !== undefined
      ? suggested.model
      : canAsk() && !isKept
        ? await chooseModel(hardware, suggested, style)
        : // Nobody has agreed to a download of gigabytes.
          NO_MODEL);
  return asked === undefined ? undefined : { name: asked, suggested, hardware };
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

/** Beside the model that was chosen, config.yaml shows the other way. */
function otherModel({ name, suggested }: Model): string[] {
  const download = gigabytes(suggested.downloadBytes);
  return name === NO_MODEL
    ? [
        `For words about what is in the picture, put this in its place. The next run downloads ${download}:`,
        `  model: ${suggested.model}`,
      ]
    : ['Without a model:', `  model: ${NO_MODEL}`];
}

/** What is told after the files; a line without a name stands for itself. */
type Step = { name: string; text: string };

function installSteps({ name, hardware }: Model): Step[] {
  const missing = ['gulp', TOOL.name].filter((name) => !isInstalled(name));
  const needsRunner = MODELS.some(({ model }) => model === name) && findRunner() === undefined;
  return [
    ...(missing.length > 0
      ? [{ name: 'Install:', text: `npm install --save-dev ${missing.join(' ')}` }]
      : []),
    ...(needsRunner ? [{ name: 'Install:', text: installRunner(hardware.hasGraphics) }] : []),
  ];
}

function modelSteps({ name, suggested, hardware }: Model, isKept: boolean): Step[] {
  const known = MODELS.find(({ model }) => model === name);
  const slow = hardware.hasGraphics ? '' : `; ${SLOW}`;
  if (known !== undefined) {
    const { downloadBytes, runsInGb } = known;
    return [
      {
        name: 'Model:',
        text:
          `${name}, for ${machineLine(hardware)}.\nThe first run downloads ` +
          `${gigabytes(downloadBytes)}; it runs in some ${runsInGb} GB${slow}`,
      },
    ];
  }
  if (name !== NO_MODEL || isKept) {
    return name === NO_MODEL ? [] : [{ name: 'Model:', text: name }];
  }
  return [
    {
      name: 'Model:',
      text:
        `none, so nothing is said of what is in the picture.\n` +
        `${suggested.model} (${gigabytes(suggested.downloadBytes)} to download) ` +
        `suits ${machineLine(hardware)}${slow}.\n` +
        `Set it in ${CONFIG_FILE}, or try it: npx gulp stage3 --config describe.model=${suggested.model}`,
    },
  ];
}

function clipSteps({ found }: Suggestion): Step[] {
  const text =
    found ??
    `none here yet; put them into ${resolveConfig({}).preview_folder} (preview_folder in ${CONFIG_FILE})`;
  return [{ name: 'Clips:', text }];
}

function settingSteps(values: Record<string, unknown>, isKept: boolean): Step[] {
  const set = Object.entries(values).map(
    ([key, value]) => `  ${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : value}`,
  );
  const heading = isKept ? `${CONFIG_FILE} should say:` : `${CONFIG_FILE} says so:`;
  return set.length === 0 ? [] : [heading, ...set].map((text) => ({ name: '', text }));
}

/** Those that the configuration here does not have. */
function unset(values: Record<string, unknown>): Record<string, unknown> {
  let config: unknown;
  try {
    config = loadConfig();
  } catch {
    // The next run tells what is wrong with it.
    return values;
  }
  const at = (key: string): unknown =>
    key.split('.').reduce((part, name) => (isMapping(part) ? part[name] : undefined), config);
  return Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => JSON.stringify(at(key)) !== JSON.stringify(value),
    ),
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
