import type { Checkpoint } from './checkpoint.ts';
import { openContainer } from './container.ts';
import { ClipUnreadableError } from './errors.ts';
import { FrameSeeker, type Moment } from './frame-seeker.ts';
import { claimedSeconds, type Display, displayOf } from './probe.ts';
import { Deinterlacer } from './sample/deinterlace.ts';
import { fitted, type Size } from './sample/geometry.ts';
import { JpegMaker } from './sample/jpeg.ts';
import { StripMaker } from './sample/strip.ts';

/** Which pictures of a clip are wanted. */
export type PicturesRequest = {
  /** Absolute path. */
  file: string;
  /** When the frame for the thumbnail is shown, in s; a frame after the beginning when it is left out. */
  thumbnailSeconds?: number | undefined;
};

/** What a person looks through a clip by, as JPEG. */
export type ClipPictures = {
  thumbnail: Size & { jpeg: Uint8Array };
  /** Frames spread evenly over the clip, row by row; absent when there is but one. */
  strip?: { jpeg: Uint8Array; columns: number; rows: number; tiles: number };
};

/** In px, of the longer side. */
const THUMBNAIL_SIDE = 320;
const TILE_SIDE = 192;

const TILES = 20;
const COLUMNS = 5;

/** FFmpeg's scale: no blocks are seen, and a thumbnail takes 7 KB. */
const THUMBNAIL_QUALITY = 4;
/** A tile is seen for a moment, between others: a strip takes 40 KB, twice that at 3. */
const STRIP_QUALITY = 9;

/** In s: two tiles are not nearer to each other. */
const LEAST_STEP_SECONDS = 0.1;

/** Of a clip whose record names no frame: later than a fade from black. */
const USUAL_THUMBNAIL = 0.2;

/**
 * Makes the thumbnail and the hover strip of a clip; only to be called in a process of its own.
 *
 * @throws ClipMissingError, ClipUnreadableError, NoVideoError, and what `checkpoint` throws
 */
export async function makePictures(
  { file, thumbnailSeconds }: PicturesRequest,
  checkpoint: Checkpoint,
): Promise<ClipPictures> {
  const container = await openContainer(file);
  const seeker = new FrameSeeker(container, file, checkpoint);
  const deinterlacer = new Deinterlacer();
  try {
    const first = await seeker.first();
    if (first === undefined) {
      throw new ClipUnreadableError(file, 'not one of its frames could be decoded');
    }
    const display = displayOf(container.video, first);
    const seconds = claimedSeconds(container);
    return await picturesOf(file, seeker, display, deinterlacer, {
      seconds,
      thumbnailSeconds: thumbnailSeconds ?? seconds * USUAL_THUMBNAIL,
    });
  } finally {
    deinterlacer.free();
    seeker.free();
    container.format.closeInputSync();
  }
}

async function picturesOf(
  file: string,
  seeker: FrameSeeker,
  display: Display,
  deinterlacer: Deinterlacer,
  { seconds, thumbnailSeconds }: { seconds: number; thumbnailSeconds: number },
): Promise<ClipPictures> {
  const { size } = display;
  const strip = new StripMaker(evenSize(size), COLUMNS, display, STRIP_QUALITY);
  const thumbnail = new JpegMaker(fitted(size, THUMBNAIL_SIDE), display, THUMBNAIL_QUALITY);
  let made: ClipPictures['thumbnail'] | undefined;
  try {
    await seeker.at(momentsOf(seconds, thumbnailSeconds), (frame, { isExact }) => {
      const picture = deinterlacer.progressive(frame);
      if (isExact) {
        made = thumbnail.make(picture);
      } else {
        strip.add(picture);
      }
    });
    if (made === undefined) {
      throw new ClipUnreadableError(file, 'the frame of its thumbnail could not be decoded');
    }
    return { thumbnail: made, ...(strip.tiles > 1 && { strip: strip.make() }) };
  } finally {
    strip.free();
    thumbnail.free();
  }
}

/** The middle of each tile's part of the clip, and the thumbnail's moment among them. */
function momentsOf(seconds: number, thumbnailSeconds: number): Moment[] {
  const tiles = Math.min(TILES, Math.floor(seconds / LEAST_STEP_SECONDS));
  return [
    ...Array.from({ length: tiles }, (_, tile) => ({
      seconds: ((tile + 0.5) * seconds) / tiles,
      isExact: false,
    })),
    { seconds: thumbnailSeconds, isExact: true },
  ].toSorted((a, b) => a.seconds - b.seconds);
}

/** Chroma has half the sides. */
function evenSize(displayed: Size): Size {
  const { width, height } = fitted(displayed, TILE_SIDE);
  const even = (side: number): number => Math.max(2, 2 * Math.round(side / 2));
  return { width: even(width), height: even(height) };
}
