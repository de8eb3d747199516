import { dirname } from 'node:path';
import { messageOf } from '../../errors.ts';
import {
  bytesText,
  findModelFiles,
  HubOfflineError,
  hubEnvironment,
  remoteSize,
} from '../../model-files/index.ts';
import { freeBytes } from '../folders.ts';
import { type Check, type Finding, note, ok, wrong } from './check.ts';

/** How long the hub may take to tell a size, in ms. */
const HUB_MS = 5000;

/** The files of a model in GGUF: there and whole, or how much is to be downloaded. */
export const modelFilesCheck: Check = {
  name: 'Model files',
  run: async (patient, onProgress, signal): Promise<Finding | undefined> => {
    const { config, engine, isOffline } = patient;
    if (config === undefined || engine !== 'llama') {
      return undefined;
    }
    try {
      const files = await findModelFiles(config.describe, ({ phase }) => onProgress(phase), signal);
      return ok(
        [`${bytesText(files.bytes)} at ${dirname(files.model)}`, files.quantization ?? []]
          .flat()
          .join(', '),
      );
    } catch (error) {
      signal.throwIfAborted();
      patient.whyNoModel = 'its files are not there';
      if (!(error instanceof HubOfflineError) || isOffline) {
        return wrong(messageOf(error));
      }
      return toDownload(config.describe.model, signal);
    }
  },
};

/** What the first run downloads, and whether the disk has room for it. */
async function toDownload(model: string, signal: AbortSignal): Promise<Finding> {
  const limit = AbortSignal.timeout(HUB_MS);
  let missing: number;
  try {
    missing = (await remoteSize(model, AbortSignal.any([signal, limit]))).missingBytes;
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted
      ? `the hub gives no answer in ${HUB_MS / 1000} s. Check the network`
      : messageOf(error);
    return wrong(`${model} is not downloaded yet: ${why}`);
  }
  const free = await freeBytes(hubEnvironment().cache);
  return missing < free
    ? note(`${bytesText(missing)} to download; npx gulp stage3 does it`)
    : wrong(
        `${bytesText(missing)} to download, and ${bytesText(free)} are free in ` +
          `${hubEnvironment().cache}. Make room, or set HF_HOME to another disk`,
      );
}
