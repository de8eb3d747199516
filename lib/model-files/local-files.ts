import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { hasCode, messageOf } from '../errors.ts';
import {
  ModelFilesAmbiguousError,
  ModelFilesMissingError,
  ProjectorMissingError,
} from './errors.ts';
import {
  type FileSet,
  groupParts,
  isGgufFile,
  isModelFile,
  isProjectorFile,
} from './file-names.ts';

/** A model's files, all with absolute paths. */
export type FoundFiles = {
  /** The parts in order. */
  model: string[];
  projector: string;
};

/**
 * The files that `describe.model_path` means: a folder's only model, or the named file with all of its
 * parts, and the mmproj file beside it.
 *
 * @throws ModelFilesMissingError, ModelFilesAmbiguousError, ProjectorMissingError
 */
export function findLocalFiles(path: string): FoundFiles {
  const absolute = resolve(path);
  const isFolder = statOf(absolute).isDirectory();
  if (!isFolder && !isGgufFile(absolute)) {
    throw new ModelFilesMissingError(path, 'not a .gguf file and not a folder with one');
  }
  if (!isFolder && isProjectorFile(absolute)) {
    throw new ModelFilesMissingError(
      path,
      'a projector, which reads pictures for a model. Name the model, and leave the projector beside it',
    );
  }
  const folder = isFolder ? absolute : dirname(absolute);
  const names = namesIn(folder).filter(isGgufFile);
  const model = chooseModel(path, names, isFolder ? undefined : basename(absolute));
  const projector = chooseProjector(path, folder, names.filter(isProjectorFile));
  return { model: model.map((name) => join(folder, name)), projector: join(folder, projector) };
}

function chooseModel(path: string, names: readonly string[], named: string | undefined): string[] {
  const sets = groupParts(
    named === undefined ? names.filter(isModelFile) : withParts(names, named),
  );
  const chosen = named === undefined ? sets : sets.filter(({ files }) => files.includes(named));
  const [set, ...others] = chosen;
  if (set === undefined) {
    throw new ModelFilesMissingError(path, 'no .gguf file of a model is in this folder');
  }
  if (others.length > 0) {
    throw new ModelFilesAmbiguousError(
      path,
      'model',
      chosen.map(({ files: [first = ''] }) => first),
      'Set describe.model_path to one of them',
    );
  }
  return complete(path, set);
}

/** The file's own set, whatever its name says that it is. */
function withParts(names: readonly string[], named: string): string[] {
  return [...new Set([...names.filter(isModelFile), named])];
}

function complete(path: string, { files, missing }: FileSet): string[] {
  if (missing.length > 0) {
    throw new ModelFilesMissingError(
      path,
      `parts of the model are missing (${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}); all must be in one folder`,
    );
  }
  return files;
}

function chooseProjector(path: string, folder: string, candidates: readonly string[]): string {
  const [projector, ...others] = candidates;
  if (projector === undefined) {
    throw new ProjectorMissingError(
      folder,
      'Put the mmproj file that was published with it beside it',
    );
  }
  if (others.length > 0) {
    throw new ModelFilesAmbiguousError(path, 'projector', candidates, 'Leave one of them there');
  }
  return projector;
}

/** Files and links; macOS puts a `._a.gguf` beside `a.gguf` on disks of other systems. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('._'))
      .map(({ name }) => name);
  } catch (error) {
    throw new ModelFilesMissingError(folder, messageOf(error));
  }
}

function statOf(path: string): { isDirectory(): boolean } {
  try {
    return statSync(path);
  } catch (error) {
    throw new ModelFilesMissingError(
      path,
      hasCode(error, 'ENOENT', 'ENOTDIR') ? 'no such file or folder' : messageOf(error),
    );
  }
}
