import { loadConfig } from '../../config/load.ts';
import {
  bytesText,
  type CachedModel,
  hubEnvironment,
  isGgufModel,
  listModels,
  parseHubModel,
  quantizationIn,
} from '../../model-files/index.ts';
import { printable } from '../../util/printable.ts';
import { entry, styleOf } from '../terminal.ts';

/** Prints the models in the hub's cache, and which of them the configuration here uses. */
export function listCachedModels(): void {
  const style = styleOf(process.stdout);
  const cache = printable(hubEnvironment().cache);
  const models = listModels();
  const used = usedHere();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (models.length === 0) {
    say(`No models in GGUF in ${cache}.`);
  } else {
    const width = Math.max(...models.map(({ name }) => name.length));
    for (const model of models) {
      const isUsed = model.name.toLowerCase() === used?.toLowerCase();
      say(entry({ name: printable(model.name), text: aboutModel(model, isUsed) }, width, style));
    }
    const bytes = models.reduce((sum, model) => sum + model.bytes, 0);
    say(`\n${bytesText(bytes)} in ${cache}`);
    say('Remove one: npx gulp-vlog-describe models rm NAME');
  }
  if (used !== undefined && !models.some(({ name }) => name.toLowerCase() === used.toLowerCase())) {
    say(`${used}, which the configuration here names, is not downloaded yet.`);
  }
}

function aboutModel(model: CachedModel, isUsed: boolean): string {
  const quantizations = new Set(
    model.files.filter(({ name }) => !/mmproj/i.test(name)).map(({ name }) => quantizationIn(name)),
  );
  return [
    [...quantizations].filter((name) => name !== undefined).join(' '),
    bytesText(model.bytes),
    model.isComplete ? '' : 'incomplete',
    isUsed ? 'used here' : '',
  ]
    .filter((part) => part !== '')
    .map(printable)
    .join(', ');
}

/** The repository that the configuration here names; `undefined` also when it cannot be read. */
function usedHere(): string | undefined {
  try {
    const { describe } = loadConfig();
    return isGgufModel(describe) && describe.model_path === undefined
      ? parseHubModel(describe.model)?.repository
      : undefined;
  } catch {
    // doctor tells what is wrong with it.
    return undefined;
  }
}
