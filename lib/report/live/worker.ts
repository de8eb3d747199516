/**
 * Knows the clips of a live report for the daemon that started it: reads records and subtitles, and has pictures
 * made. All that takes memory or time, or reads what others wrote, is here and not where `/health` is answered.
 */
import { constants, setPriority } from 'node:os';
import { serve } from '../../process/worker.ts';
import { LiveClips } from './live-clips.ts';
import type { LiveAnswer, LiveOrder } from './messages.ts';

// So are the media workers that it starts. Clips are described first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

let clips: LiveClips | undefined;

serve<LiveOrder, LiveAnswer>(async (order, { checkpoint }): Promise<LiveAnswer> => {
  if (order.kind === 'begin') {
    clips = new LiveClips(order.config);
    return {};
  }
  if (clips === undefined) {
    throw new Error('The first order is to begin.');
  }
  if (!clips.hasLooked || order.kind === 'look' || order.kind === 'clips') {
    await clips.look(checkpoint);
  }
  switch (order.kind) {
    case 'look':
      return { news: clips.newsAfter(order.after) };
    case 'clips':
      return { file: clips.clipsFile() };
    case 'words':
      return { file: clips.wordsFile() };
    case 'details': {
      const file = await clips.detailsFile(order.id);
      return file === undefined ? {} : { file };
    }
    case 'path': {
      const path = clips.pathOf(order.id);
      return path === undefined ? {} : { path };
    }
  }
});
