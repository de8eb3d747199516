import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type Vinyl from 'vinyl';
import type { Config } from '../config/schema.ts';
import { subtitleFileOf, withoutExtension } from '../record/files.ts';

/** Endings of subtitles as speech recognisers write them. */
const RAW_SUFFIXES = ['.srt', '.vtt'];

/** How to go on when every clip waits for subtitles, in one line. */
export function nextStep(config: Config, waiting: readonly Vinyl[]): string {
  const [clip] = waiting;
  const suffix = RAW_SUFFIXES.find((ending) =>
    waiting.some(({ path }) => existsSync(`${withoutExtension(path)}${ending}`)),
  );
  if (suffix !== undefined && suffix !== config.subtitle_suffix) {
    return (
      `Nothing described: there are subtitles ending in ${suffix}. Set subtitle_suffix: ${suffix}, or ` +
      `try: npx gulp stage3 --config subtitle_suffix=${suffix}`
    );
  }
  return (
    `Nothing described: no clip has subtitles${clip && ` (${basename(subtitleFileOf(clip.path, config))})`}. ` +
    'Add them, or describe without: npx gulp stage3 --config describe.require_subtitles=false'
  );
}
