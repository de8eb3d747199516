import { resolve } from 'node:path';
import { type ClipFile, clipName } from '../record/files.ts';

/** Why a clip is not described, in a line that starts with its name. */
export function clipFailureLine(clip: ClipFile, { message }: Error): string {
  const name = clipName(clip);
  const line = message.replaceAll(resolve(clip.path), name).replaceAll(clip.path, name);
  return line.startsWith(`${name}: `) ? line : `${name}: ${line}`;
}
