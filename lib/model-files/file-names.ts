import { posix } from 'node:path';

/** `-00001-of-00003.gguf` */
const SPLIT = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** Quantisations as they stand in names of files, at the end or before another part of the name. */
const QUANTIZATION =
  /(?<=^|[-._/])(?:I?Q\d(?:_[A-Z0-9]+)*|TQ\d_\d|[MN][XV]FP4(?:_MOE)?|BF16|F16|F32)(?=[-./]|$)/gi;

/** Files of statistics for quantising, which are no model. */
const STATISTICS = /imatrix/i;

export function isGgufFile(path: string): boolean {
  return /\.gguf$/i.test(path);
}

/** Whether a file's name says that it turns pictures into tokens for a model. */
export function isProjectorFile(path: string): boolean {
  return isGgufFile(path) && /mmproj/i.test(baseName(path));
}

export function isModelFile(path: string): boolean {
  return isGgufFile(path) && !isProjectorFile(path) && !STATISTICS.test(baseName(path));
}

/** As the file's name has it, in capitals; `undefined` without one. */
export function quantizationIn(path: string): string | undefined {
  return withoutEnding(path).match(QUANTIZATION)?.at(-1)?.toUpperCase();
}

/** The name without `.gguf` and the number of its part. */
function withoutEnding(path: string): string {
  return path.replace(SPLIT, '').replace(/\.gguf$/i, '');
}

/** A model's files in the order of its parts; one file when it is not split. */
export type FileSet = {
  /** What the names have in common, without ending. */
  name: string;
  files: string[];
  /** Parts that are not there. */
  missing: string[];
};

/** Groups the parts of split models. */
export function groupParts(paths: readonly string[]): FileSet[] {
  const sets = new Map<string, FileSet>();
  for (const path of [...paths].sort()) {
    const total = SPLIT.exec(path)?.[2];
    const name = withoutEnding(path);
    // A whole file and the parts of another may have the same name otherwise.
    const key = `${name}\0${total ?? path}`;
    const set = sets.get(key) ?? { name, files: [], missing: [] };
    sets.set(key, { ...set, files: [...set.files, path] });
  }
  return [...sets.values()].map(withMissing);
}

/** A model of more parts is not read through. */
const MOST_PARTS = 1000;

function withMissing(set: FileSet): FileSet {
  const [first = ''] = set.files;
  const total = Math.min(Number(SPLIT.exec(first)?.[2] ?? 0), MOST_PARTS);
  const numbers = new Set(set.files.map((file) => Number(SPLIT.exec(file)?.[1])));
  const missing = Array.from({ length: total }, (_, index) => index + 1)
    .filter((number) => !numbers.has(number))
    .map((number) =>
      first.replace(SPLIT, (_, __, of) => `-${String(number).padStart(5, '0')}-of-${of}.gguf`),
    );
  return { ...set, missing };
}

function baseName(path: string): string {
  return posix.basename(path.replaceAll('\\', '/'));
}
