import type { Hardware } from './hardware.ts';

/** As `describe.model` has it when there is none. */
export const NO_MODEL = 'measured';

/** A model that init suggests. */
export type SuggestedModel = {
  /** As in `describe.model`. */
  model: string;
  /** What is to be downloaded, its projector included, in bytes; 0 when it is there. */
  downloadBytes: number;
  /** What it takes while it runs, with a context for 32 frames, in GB: an estimate. */
  runsInGb: number;
};

/** As docs/models.md has it: from so much memory on, largest first. */
const BY_MEMORY: readonly (SuggestedModel & { fromGb: number })[] = [
  {
    fromGb: 16,
    model: 'Qwen/Qwen3-VL-8B-Instruct-GGUF',
    downloadBytes: 5.8e9,
    runsInGb: 8,
  },
  {
    fromGb: 8,
    model: 'Qwen/Qwen3-VL-4B-Instruct-GGUF',
    downloadBytes: 3e9,
    runsInGb: 5,
  },
  {
    fromGb: 0,
    model: 'Qwen/Qwen3-VL-2B-Instruct-GGUF',
    downloadBytes: 1.6e9,
    runsInGb: 3,
  },
];

/** A machine sold with 16 GB shows some less of it: firmware and built-in graphics keep a part. */
const SHOWN_SHARE = 7 / 8;

export const MODELS: readonly SuggestedModel[] = BY_MEMORY;

/**
 * The largest that fits, with room for other programs; `undefined` when the disk has no room for any.
 *
 * @param models of {@link MODELS}, with what of each is still to be downloaded
 * @param freeBytes on the disk that it would be downloaded to
 */
export function suggestModel(
  { memoryBytes }: Pick<Hardware, 'memoryBytes'>,
  models: readonly SuggestedModel[] = MODELS,
  freeBytes = Number.POSITIVE_INFINITY,
): SuggestedModel | undefined {
  const gb = memoryBytes / 2 ** 30;
  const fitting = BY_MEMORY.filter(({ fromGb }) => gb >= fromGb * SHOWN_SHARE);
  return models.find(
    ({ model, downloadBytes }) =>
      downloadBytes < freeBytes && fitting.some((each) => each.model === model),
  );
}
