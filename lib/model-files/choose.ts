import { posix } from 'node:path';
import type { VlogDescribeError } from '../errors.ts';
import {
  listed,
  ModelFilesAmbiguousError,
  ModelFilesMissingError,
  ProjectorMissingError,
} from './errors.ts';
import {
  type FileSet,
  groupParts,
  isModelFile,
  isProjectorFile,
  quantizationIn,
} from './file-names.ts';

/** Without a wish, the first of these that there is: small at little loss, then larger, then worse. */
const PREFERRED =
  'Q4_K_M Q4_K_XL Q4_K_L Q4_K_S IQ4_XS IQ4_NL Q4_1 Q4_0 Q4_K Q5_K_M Q5_K_S Q5_1 Q5_0 MXFP4 Q6_K Q8_0 Q3_K_XL Q3_K_L Q3_K_M IQ3_M Q3_K_S IQ3_S BF16 F16 F32'.split(
    ' ',
  );

/** A projector is small, and less exact in fewer bits. */
const PREFERRED_PROJECTORS = ['Q8_0', 'F16', 'BF16', 'F32'];

export type Chosen = { model: string[]; projector: string };

/**
 * Chooses a model and its projector among the files of a repository.
 *
 * @param repository for messages
 * @param paths all of its GGUF files
 * @param variant a quantisation in any case, or a file's path; the best to have when left out
 * @returns the error that tells why there is none
 */
export function chooseFiles(
  repository: string,
  paths: readonly string[],
  variant: string | undefined,
): Chosen | VlogDescribeError {
  const sets = groupParts(paths.filter(isModelFile));
  const model = chooseModel(repository, sets, variant);
  if (!('files' in model)) {
    return model;
  }
  if (model.missing.length > 0) {
    return new ModelFilesMissingError(
      repository,
      `the model's parts ${listed(model.missing)} are missing`,
    );
  }
  const [first = ''] = model.files;
  const projector = chooseProjector(repository, paths.filter(isProjectorFile), first);
  return typeof projector === 'string' ? { model: model.files, projector } : projector;
}

function chooseModel(
  repository: string,
  sets: readonly FileSet[],
  variant: string | undefined,
): FileSet | VlogDescribeError {
  const wanted =
    variant === undefined
      ? ofBestRank(sets, ({ name }) => rankOf(quantizationIn(name), PREFERRED))
      : sets.filter((set) => isVariant(set, variant));
  const [set, ...others] = ofBestRank(wanted, ({ name }) => name.split('/').length);
  if (set === undefined) {
    const names = sets.map(({ name }) => quantizationIn(name) ?? name);
    return new ModelFilesMissingError(
      repository,
      sets.length === 0
        ? 'it has no .gguf file of a model. Name a repository whose name ends in -GGUF'
        : `it has no ${variant}; it has ${listed([...new Set(names)])}`,
    );
  }
  return others.length === 0
    ? set
    : new ModelFilesAmbiguousError(
        repository,
        'model',
        [set, ...others].map(({ files: [first = ''] }) => first),
        `Name one: describe.model: ${repository}:${set.files[0]}`,
      );
}

function isVariant({ name, files }: FileSet, variant: string): boolean {
  const wanted = variant.toLowerCase();
  const stem = name.toLowerCase();
  return (
    files.some((file) => file.toLowerCase() === wanted) ||
    ['-', '.', '_', '/'].some((separator) => stem.endsWith(separator + wanted)) ||
    quantizationIn(name)?.toLowerCase() === wanted
  );
}

/** That of the model's folder, or of one above it; the best quantisation there. */
function chooseProjector(
  repository: string,
  candidates: readonly string[],
  model: string,
): string | VlogDescribeError {
  const near = ofBestRank(candidates, (candidate) => distance(candidate, model));
  const best = ofBestRank(near, (path) => rankOf(quantizationIn(path), PREFERRED_PROJECTORS));
  const [projector, ...others] = best;
  if (projector === undefined) {
    return new ProjectorMissingError(
      repository,
      'Name a vision model, such as Qwen/Qwen3-VL-4B-Instruct-GGUF',
    );
  }
  return others.length === 0
    ? projector
    : new ModelFilesAmbiguousError(
        repository,
        'projector',
        best,
        'Download the two files that belong together, and set describe.model_path to their folder',
      );
}

/** Folders between a file and another below it; other folders are farther than all of these. */
function distance(candidate: string, model: string): number {
  const folder = posix.dirname(candidate);
  const isAbove = folder === '.' || `${posix.dirname(model)}/`.startsWith(`${folder}/`);
  const depth = folder === '.' ? 0 : folder.split('/').length;
  return isAbove ? model.split('/').length - depth : 1000 + depth;
}

function rankOf(quantization: string | undefined, order: readonly string[]): number {
  const rank = order.indexOf(quantization ?? '');
  return rank === -1 ? order.length : rank;
}

function ofBestRank<Item>(items: readonly Item[], rank: (item: Item) => number): Item[] {
  const best = Math.min(...items.map(rank));
  return items.filter((item) => rank(item) === best);
}
