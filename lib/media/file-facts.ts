import type { Measured } from '../record/schema.ts';
import { openContainer } from './container.ts';
import { type Counting, countingOf } from './counting.ts';
import { claimedSeconds, pixelAspectOf } from './probe.ts';
import { swapped } from './sample/geometry.ts';
import { orientationOf, swapsSides } from './sample/orientation.ts';

type Video = Measured['video'];

/** What the container of a file says, without a frame being decoded. */
export type FileFacts = Counting &
  Pick<Video, 'width' | 'height' | 'frame_rate' | 'has_sound'> & {
    /** As the container says. */
    seconds: number;
  };

/**
 * Reads the facts of a file; only to be called in a process of its own.
 *
 * @throws ClipMissingError, ClipUnreadableError, NoVideoError
 */
export async function readFileFacts(file: string): Promise<FileFacts> {
  const container = await openContainer(file);
  try {
    const { video, hasSound } = container;
    const { codecpar, avgFrameRate } = video;
    const size = {
      width: Math.max(1, Math.round(codecpar.width * pixelAspectOf(video, codecpar))),
      height: Math.max(1, codecpar.height),
    };
    return {
      ...countingOf(container),
      ...(swapsSides(orientationOf(video)) ? swapped(size) : size),
      frame_rate: avgFrameRate.den > 0 ? avgFrameRate.num / avgFrameRate.den : 0,
      has_sound: hasSound,
      seconds: claimedSeconds(container),
    };
  } finally {
    container.format.closeInputSync();
  }
}
