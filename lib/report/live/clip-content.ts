import { messageOf } from '../../errors.ts';
import {
  cardOf,
  clipId,
  type EntryOptions,
  entryOf,
  type ReportClip,
  type ReportEntry,
} from '../entry.ts';

/** What is known of a clip; its words and details only when they were asked for. */
export type ClipContent = Pick<ReportEntry, 'clip' | 'source' | 'details'> & {
  words: string | undefined;
  /** Whether there is more to show than the grid does, as far as is known. */
  hasRecord: boolean;
};

/** What the grid shows of a clip. One that cannot be looked at is shown with the reason, and costs no other. */
export function gridContentOf(clip: ReportClip, options: EntryOptions): ClipContent {
  try {
    const { fields, ...card } = cardOf(clip, options);
    return { ...card, words: undefined, details: undefined, hasRecord: fields !== undefined };
  } catch (error) {
    return unreadable(clip, error);
  }
}

/** All that there is to show of a clip. */
export function contentOf(clip: ReportClip, options: EntryOptions): ClipContent {
  try {
    const entry = entryOf(clip, options);
    return { ...entry, hasRecord: entry.details !== undefined };
  } catch (error) {
    return unreadable(clip, error);
  }
}

function unreadable({ path, name }: ReportClip, error: unknown): ClipContent {
  return {
    clip: { id: clipId(path), name, path, state: 'failed', reason: messageOf(error) },
    source: undefined,
    words: '',
    details: undefined,
    hasRecord: false,
  };
}
