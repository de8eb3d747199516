import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { previewFolders } from '../../config/preview.ts';
import type { Config } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { stateFilesOf } from '../../protocol/state-files.ts';
import { type ClipFile, counted, subtitleFileOf } from '../../record/files.ts';
import { clipPatterns, previewClips } from '../../record/preview-clips.ts';
import { TOOL } from '../../util/package-info.ts';
import { nearestFolder } from '../folders.ts';
import { ANY_GULPFILE, isInstalled } from '../installed.ts';
import { type Check, type Finding, note, ok, wrong } from './check.ts';

/** What `npx gulp stage3` itself needs. A program that calls holdDaemon() needs none of it. */
export const gulpCheck: Check = {
  name: 'Gulp',
  run: async (): Promise<Finding> => {
    const gulpfile = readdirSync('.').find((name) => ANY_GULPFILE.test(name));
    const missing = ['gulp', TOOL.name].filter((name) => !isInstalled(name));
    const todo = [
      ...(gulpfile === undefined ? ['no gulpfile here: npx gulp-vlog-describe init'] : []),
      ...(missing.length > 0
        ? [`not installed here: npm install --save-dev ${missing.join(' ')}`]
        : []),
    ];
    return todo.length > 0 ? note(todo.join('; ')) : ok(`${gulpfile}`);
  },
};

/** The clips, whether their turn has come, and whether records can be written beside them. */
export const clipsCheck: Check = {
  name: 'Clips',
  run: async ({ config }): Promise<Finding[] | undefined> => {
    if (config === undefined) {
      return undefined;
    }
    const clips = previewClips(config);
    const others = clips.overlooked.map(note);
    if (clips.count === 0) {
      return [
        wrong(`nothing matches ${clipPatterns(config)}. Put clips there, or set preview_folder`),
        ...others,
      ];
    }
    const waiting: string[] = [];
    for await (const clip of clips.files() as AsyncIterable<ClipFile>) {
      const file = subtitleFileOf(clip.path, config);
      if (config.describe.require_subtitles && !existsSync(file)) {
        waiting.push(relative('.', file));
      }
    }
    const found = `${counted(clips.count)} in ${[config.preview_folder].flat().join(', ')}`;
    return [
      waiting.length === 0
        ? ok(found)
        : note(
            `${found}; ${waiting.length === clips.count ? 'all' : waiting.length} wait for subtitles ` +
              `such as ${waiting[0]}. Add them, set subtitle_suffix, or describe.require_subtitles: false`,
          ),
      ...others,
    ];
  },
};

/** Records stand beside the clips, the daemon's files where the configuration says. */
export const foldersCheck: Check = {
  name: 'Folders',
  run: async ({ config }): Promise<Finding[] | undefined> => {
    if (config === undefined) {
      return undefined;
    }
    const folders = foldersOf(config);
    const bad = Object.entries(folders).flatMap(([folder, key]) => {
      const why = whyNotWritable(folder);
      return why === undefined ? [] : [wrong(`${key}: nothing can be written there (${why})`)];
    });
    const names = Object.keys(folders).map((folder) => relative('.', folder) || '.');
    return bad.length > 0 ? bad : [ok(`${names.join(', ')} can be written to`)];
  },
};

/** By path, with the key and the path as the configuration has them. */
function foldersOf(config: Config): Record<string, string> {
  const { pid, signal, log } = stateFilesOf(config);
  return {
    // One that is not there is the clips' finding.
    ...Object.fromEntries(
      previewFolders(config)
        .filter(({ folder }) => existsSync(folder))
        .map(({ folder }) => [resolve(folder), `preview_folder ${folder}`]),
    ),
    [dirname(log)]: `daemon_log_file ${config.daemon_log_file}`,
    [dirname(signal)]: `daemon_signal_file ${config.daemon_signal_file}`,
    [dirname(pid)]: `daemon_pid_file ${config.daemon_pid_file}`,
  };
}

/** Tries it, as rights alone do not tell: there are read-only disks, full ones, and rights of other kinds. */
function whyNotWritable(folder: string): string | undefined {
  const there = nearestFolder(folder);
  if (!statSync(there).isDirectory()) {
    return `${there} is a file`;
  }
  const file = join(there, `.${randomUUID()}.tmp`);
  try {
    writeFileSync(file, '', { flag: 'wx' });
    rmSync(file);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
