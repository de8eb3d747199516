import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Config } from './config.ts';

/** The record beside a clip: `clip.mp4` → `clip.json`. */
export function recordFileOf(clip: string): string {
  return `${withoutExtension(clip)}.json`;
}

/** The subtitles beside a clip: `clip.mp4` → `clip_cleaned.srt`. */
export function subtitleFileOf(clip: string, config: Config): string {
  return `${withoutExtension(clip)}${config.subtitle_suffix}`;
}

/** The subtitles beside a clip, if they are there. */
export function subtitlesOf(clip: string, config: Config): string | undefined {
  const file = subtitleFileOf(clip, config);
  return existsSync(file) ? file : undefined;
}

function withoutExtension(file: string): string {
  return join(dirname(file), basename(file, extname(file)));
}

/** `1 clip`, `3 clips`. */
export function counted(clips: number): string {
  return `${clips} ${clips === 1 ? 'clip' : 'clips'}`;
}
