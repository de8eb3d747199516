import { sep } from 'node:path';
import { type RunningDaemon, runningDaemons } from '../../client/running-daemons.ts';
import {
  bytesText,
  type CachedModel,
  listModels,
  parseHubModel,
  removeModel,
} from '../../model-files/index.ts';
import { ask, canAsk } from '../ask.ts';
import { ModelInUseError, NotConfirmedError } from '../errors.ts';

/** The usual exit code of a question that was answered with no. */
const EXIT_DECLINED = 1;

/**
 * Removes a model from the hub's cache, after asking.
 *
 * @throws ModelInUseError, NotConfirmedError, and what removeModel() throws
 */
export async function removeCachedModel(name: string, isConfirmed: boolean): Promise<number> {
  const model = listModels().find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (model !== undefined) {
    refuseInUse(model);
    if (!isConfirmed && !canAsk()) {
      throw new NotConfirmedError(model.name);
    }
    if (!isConfirmed && !(await isWanted(model))) {
      process.stdout.write('Nothing was removed.\n');
      return EXIT_DECLINED;
    }
  }
  const bytes = removeModel(name);
  process.stdout.write(`Removed ${model?.name ?? name}: ${bytesText(bytes)}\n`);
  return 0;
}

async function isWanted({ name, bytes }: CachedModel): Promise<boolean> {
  const answer = await ask(
    `Remove ${name}, ${bytesText(bytes)}? Other programs that use it have to download it again. [y/N] `,
  );
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}

function refuseInUse(model: CachedModel): void {
  const daemon = runningDaemons().find((each) => uses(each, model));
  if (daemon !== undefined) {
    throw new ModelInUseError(model.name, daemon.pid, daemon.url);
  }
}

function uses({ model = '' }: RunningDaemon, { name, folder }: CachedModel): boolean {
  const repository = parseHubModel(model)?.repository;
  return repository?.toLowerCase() === name.toLowerCase() || model.startsWith(folder + sep);
}
