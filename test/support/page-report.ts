import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFiles } from '../../lib/report/app-files.ts';
import { dataFile } from '../../lib/report/data-file.ts';
import { reportHtml } from '../../lib/report/html.ts';
import type { PageClip, PageDetails } from '../../lib/report/page-data.ts';

/** A clip as its page is told of it, with all that belongs to it. */
export type PageEntry = { clip: PageClip; words?: string; details?: PageDetails };

/** Writes a report of whatever clips, without a daemon and without decoding any. */
export function writePageReport(
  folder: string,
  entries: readonly PageEntry[],
  { title = 'Clips', live }: { title?: string; live?: string } = {},
): string {
  mkdirSync(join(folder, 'data'), { recursive: true });
  const { script, style } = appFiles();
  const clips = entries.map(({ clip, details }) => ({
    ...clip,
    ...(details && { details: 'data/details.js' }),
  }));
  const words = Object.fromEntries(entries.map(({ clip, words = '' }) => [clip.id, words]));
  const details = Object.fromEntries(
    entries.flatMap(({ clip, details }) => (details ? [[clip.id, details]] : [])),
  );
  const files: Record<string, string | Buffer> = {
    'app.js': script,
    'app.css': style,
    'data/clips.js': dataFile({
      kind: 'clips',
      clips,
      made: '2026-11-26T08:00:00Z',
      title,
      words: 'data/words.js',
      version: '0',
    }),
    'data/words.js': dataFile({ kind: 'words', words }),
    'data/details.js': dataFile({ kind: 'details', details }),
    'index.html': reportHtml({
      title,
      script: 'app.js',
      style: 'app.css',
      clips: 'data/clips.js',
      ...(live !== undefined && { live }),
    }),
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
  return join(folder, 'index.html');
}
