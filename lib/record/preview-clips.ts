import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import Vinyl from 'vinyl';
import { clipExtensions, type PreviewFolder, previewFolders } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';
import { ClipNameError, PreviewFolderMissingError } from './errors.ts';
import { type ClipFile, counted } from './files.ts';
import {
  bytePathOf,
  extensionOf,
  type FoundFile,
  findFiles,
  isVideo,
  pathOf,
  stemOf,
} from './find-files.ts';

/** So many files of a folder with sub-folders are looked at for a hint. */
const MOST_FILES = 20_000;

/** The clips in `preview_folder`. */
export type PreviewClips = {
  count: number;
  /** What there is besides and looks like clips, in one line each, with the key that takes it. */
  readonly overlooked: string[];
  /** The clips as vinyl files without contents, in the order of their paths. */
  all(): ClipFile[];
  /** The same, as a stream. */
  files(): Readable;
  /** Paths of JSON files without a clip beside them: records whose clip is gone, and files of other programs. */
  jsonWithoutClip(): string[];
};

/**
 * Lists the clips of `preview_folder`. Unlike `gulp.src()`, which ends at the first one it cannot
 * look up, it hands on a clip with an impossible name, or a link that leads nowhere, like any other:
 * that clip fails, and the others go on.
 *
 * @throws PreviewFolderMissingError
 */
export function previewClips(config: Config): PreviewClips {
  const folders = previewFolders(config);
  const extensions = clipExtensions(config);
  const files = folders.flatMap(({ folder, deep }) => [
    ...findFiles(resolve(folder), deep, (path, error) => {
      throw new PreviewFolderMissingError(path, error);
    }),
  ]);
  const clips = new Map<string, FoundFile>();
  for (const file of files.filter((file) => extensions.includes(extensionOf(file)))) {
    clips.set(bytePathOf(file), file);
  }
  // Names are shown relative to the folder, or to where one can tell several folders apart.
  const [only] = folders.length === 1 ? folders : [];
  const base = only === undefined ? process.cwd() : resolve(only.folder);
  const sorted = [...clips].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
  // One after the other: a clip that is passed on need not be kept.
  function* each(): Generator<ClipFile> {
    for (const file of sorted) {
      yield clipFile(base, file);
    }
  }
  return {
    count: clips.size,
    get overlooked() {
      return overlooked(config, folders, files, sorted);
    },
    all: () => [...each()],
    files: () => Readable.from(each()),
    jsonWithoutClip: () => {
      const stems = new Set(sorted.map(stemOf));
      return files
        .filter((file) => extensionOf(file) === '.json' && !stems.has(stemOf(file)))
        .map((file) => pathOf(file).toString());
    },
  };
}

/** `videos/preview/*.mp4`, for messages. */
export function clipPatterns(config: Config): string {
  const { preview_folder, preview_extension } = config;
  const extensions = [preview_extension].flat();
  const ending = extensions.length === 1 ? extensions[0] : `{${extensions.join(',')}}`;
  return [preview_folder]
    .flat()
    .map((folder) => join(folder, `*.${ending}`))
    .join(', ');
}

function overlooked(
  config: Config,
  folders: PreviewFolder[],
  files: FoundFile[],
  clips: FoundFile[],
): string[] {
  const taken = new Set(clips.map(stemOf));
  const untaken = (file: FoundFile): boolean => isVideo(file) && !taken.has(stemOf(file));
  const below = folders
    .filter(({ deep }) => !deep)
    .map(({ folder }) => ({ folder, files: filesBelow(resolve(folder)).filter(untaken) }))
    .filter(({ files }) => files.length > 0);
  const extensions = clipExtensions(config);
  const others = [...files.filter(untaken), ...below.flatMap(({ files }) => files)].filter(
    (file) => !extensions.includes(extensionOf(file)),
  );
  return [
    ...extensionLines(config.preview_extension, others),
    ...folderLines(config.preview_folder, below),
  ];
}

/** Files in the folder's sub-folders: enough of them for a hint. */
function filesBelow(folder: string): FoundFile[] {
  const files: FoundFile[] = [];
  const itself = Buffer.from(folder).toString('latin1');
  let looked = 0;
  for (const file of findFiles(folder, true, () => {})) {
    if (++looked > MOST_FILES) {
      break;
    }
    if (file.folder !== itself) {
      files.push(file);
    }
  }
  return files;
}

function extensionLines(configured: string | string[], others: FoundFile[]): string[] {
  if (others.length === 0) {
    return [];
  }
  const more = [...new Set(others.map((file) => extensionOf(file).slice(1)))];
  const ending = more.map((extension) => `.${extension}`).join(', ');
  const value = [...[configured].flat(), ...more].join(', ');
  return [
    `Not taken for clips: ${counted(others.length, 'file')} ending in ${ending}. ` +
      `preview_extension: [${value}] takes ${others.length === 1 ? 'it' : 'them'}`,
  ];
}

function folderLines(
  configured: string | string[],
  below: { folder: string; files: FoundFile[] }[],
): string[] {
  return below.map(({ folder, files }) => {
    const deep = [configured].flat().map((path) => (path === folder ? join(path, '**') : path));
    const value = deep.length === 1 ? deep[0] : `[${deep.join(', ')}]`;
    return (
      `Not taken for clips: ${counted(files.length, 'file')} in sub-folders of ${folder}. ` +
      `preview_folder: ${value} takes ${files.length === 1 ? 'it' : 'them'}`
    );
  });
}

function clipFile(base: string, found: FoundFile): ClipFile {
  const path = pathOf(found);
  const text = path.toString();
  const file: ClipFile = new Vinyl({ cwd: process.cwd(), base, path: text });
  if (!Buffer.from(text).equals(path)) {
    file.clipFailure = new ClipNameError(file.path);
  }
  return file;
}
