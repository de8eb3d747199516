import { loadConfig, resolveConfig } from '../../config/load.ts';
import { isMapping } from '../../util/mapping.ts';
import type { ModelChoice } from './choose-model.ts';
import { installCommand } from './install.ts';
import type { Missing } from './missing.ts';
import type { Suggestion } from './suggest-config.ts';
import { MODELS, NO_MODEL } from './suggest-model.ts';
import { aboutDownload, machine, SLOW } from './words.ts';

/** What is told after the files; a line without a name stands for itself. */
export type Step = { name: string; text: string };

/** What is still missing, what was found, what config.yaml says, and how to go on. */
export function nextSteps(
  choice: ModelChoice,
  missing: Missing,
  { found }: Suggestion,
  values: Readonly<Record<string, unknown>>,
  configFile: { name: string; isKept: boolean },
): Step[] {
  const { isKept, name } = configFile;
  const clips = `none here yet; put them into ${resolveConfig({}).preview_folder} (preview_folder in ${name})`;
  return [
    ...installSteps(missing),
    ...modelSteps(choice, configFile),
    { name: 'Clips:', text: found ?? clips },
    ...settingSteps(isKept ? unset(values) : values, configFile),
    { name: 'Check:', text: 'npx gulp-vlog-describe doctor' },
    { name: 'Next:', text: 'npx gulp stage3' },
  ];
}

function installSteps({ packages, forModel }: Missing): Step[] {
  return [
    ...(packages.length > 0
      ? [{ name: 'Install:', text: installCommand(packages).join(' ') }]
      : []),
    ...(forModel === undefined ? [] : [{ name: 'Needs:', text: forModel }]),
  ];
}

function modelSteps(
  { name, known, isDecided, suggested, hardware }: ModelChoice,
  configFile: { name: string; isKept: boolean },
): Step[] {
  const slow = hardware.hasGraphics ? '' : `; ${SLOW}`;
  if (known !== undefined) {
    const { downloadBytes, runsInGb } = known;
    const text =
      `${name}, for ${machine(hardware)}.\n` +
      `The first run has ${aboutDownload(downloadBytes)}; it runs in some ${runsInGb} GB${slow}.\n` +
      `To do without one, set describe.model: ${NO_MODEL} in ${configFile.name}.`;
    return [{ name: 'Model:', text }];
  }
  if (name !== NO_MODEL) {
    const suggestions = MODELS.map(({ model }) => model).join(', ');
    const text = `${name}, which is written as it is and not looked up.\nModels known to run: ${suggestions}.`;
    return [{ name: 'Model:', text }];
  }
  if (configFile.isKept || isDecided) {
    return [];
  }
  const text =
    suggested === undefined
      ? 'none, and no room on the disk for one.'
      : `none, so nothing is said of what is in the picture.\n` +
        `${suggested.model} (${aboutDownload(suggested.downloadBytes)}) suits ${machine(hardware)}${slow}.\n` +
        `Set it in ${configFile.name}, or try it: npx gulp stage3 --config describe.model=${suggested.model}`;
  return [{ name: 'Model:', text }];
}

function settingSteps(
  values: Readonly<Record<string, unknown>>,
  { name, isKept }: { name: string; isKept: boolean },
): Step[] {
  const set = Object.entries(values).map(
    ([key, value]) => `  ${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : value}`,
  );
  const heading = isKept ? `${name} should say:` : `${name} says so:`;
  return set.length === 0 ? [] : [heading, ...set].map((text) => ({ name: '', text }));
}

/** Those that the configuration here does not have. */
function unset(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
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
