import type { ServerRoom } from '../../protocol/messages.ts';
import type { Finding } from './check.ts';

/** What a server's context has room for: worth a note when a clip is shown fewer frames for it. */
export function roomOf({
  frames,
  max_frames,
  clips_at_a_time,
  summary,
}: Pick<ServerRoom, 'frames' | 'max_frames' | 'clips_at_a_time' | 'summary'>): Finding {
  const clips = `${clips_at_a_time} ${clips_at_a_time === 1 ? 'clip' : 'clips'} at a time`;
  return {
    mark: (frames ?? max_frames) < max_frames ? 'note' : 'ok',
    text: summary ?? `${clips}; it does not tell its context`,
  };
}
