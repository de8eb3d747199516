/**
 * Knows the clips of a live report for the daemon that started it: reads records and subtitles, and has pictures
 * made. All that takes memory or time, or reads what others wrote, is here and not where `/health` is answered.
 */
import { constants, setPriority } from 'node:os';
import { serve } from '../../process/worker.ts';
import { FilePieces } from './file-pieces.ts';
import { type Checkpoint, LiveClips } from './live-clips.ts';
import type { FilePiece, LiveAnswer, LiveOrder } from './messages.ts';

try {
  // That of the media workers that it starts too. Clips are described first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Not every sandbox allows it: the report costs the clips a little time.
}

const pieces = new FilePieces();
let clips: LiveClips | undefined;

serve<LiveOrder, LiveAnswer>(async (order, { checkpoint }): Promise<LiveAnswer> => {
  if (order.kind === 'begin') {
    clips = new LiveClips(order.config);
    return {};
  }
  if (clips === undefined) {
    throw new Error('The first order is to begin.');
  }
  if (!clips.hasLooked) {
    await clips.look(checkpoint);
  }
  switch (order.kind) {
    case 'look':
      if (order.clips === undefined) {
        await clips.look(checkpoint);
      } else {
        clips.lookAt(order.clips);
      }
      return { news: clips.newsAfter(order.after) };
    case 'clipPath':
    case 'thumbnailPath': {
      const path = order.kind === 'clipPath' ? clips.pathOf(order.id) : clips.thumbnailOf(order.id);
      return path === undefined ? {} : { path };
    }
    default: {
      const file = await filePiece(clips, order, checkpoint);
      return file === undefined ? {} : { file };
    }
  }
});

async function filePiece(
  clips: LiveClips,
  order: Extract<LiveOrder, { kind: 'clips' | 'words' | 'details' | 'piece' }>,
  checkpoint: Checkpoint,
): Promise<FilePiece | undefined> {
  switch (order.kind) {
    case 'clips':
      await clips.look(checkpoint);
      return pieces.first(clips.clipsFile());
    case 'words':
      return pieces.first(await clips.wordsFile(checkpoint));
    case 'details': {
      const file = clips.detailsFile(order.id);
      return file && pieces.first(file);
    }
    case 'piece':
      return pieces.next(order.token, order.from);
  }
}
