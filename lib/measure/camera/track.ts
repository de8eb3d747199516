import type { ActivePicture } from '../active-picture/active-picture.ts';
import type { LumaFrame } from '../measurements.ts';
import { BlockTracks, MIN_BLOCKS, type Velocities } from './block-tracks.ts';
import type { Block } from './blocks.ts';
import { cameraPath } from './camera-path.ts';
import { closedWindow, type MotionWindow } from './motion-window.ts';
import type { PathPoint } from './path.ts';
import { type Pyramid, pyramid } from './pyramid.ts';
import { placeOf, RestPlaces, type Return } from './rest-places.ts';
import { shownPixels } from './shown-pixels.ts';

const WHITE = 255;

/**
 * Blocks are taken anew after this many s, or when fewer than this share of them are still seen. Until then frames are compared
 * with the first, not with the frame before: so errors of a fraction of a pixel do not add up.
 */
const WINDOW_SECONDS = 1;
const MIN_REMAINING = 0.6;
/** Or after so many frames when fewer than this share of all are: what went too quickly at first may now be seen. */
const ENOUGH_FRAMES = 3;
const MIN_SEEN = 0.5;
/** Or when they have grown by this share, and no longer look as they did. */
const MAX_GROWTH = 0.06;

/** A place is known by this share of the blocks. */
const MIN_RESTING = 0.2;

type Seen = { index: number; mean: number; pyramid: Pyramid; width: number; height: number };
type Open = { tracks: BlockTracks; anchor: Seen; isContinued: boolean; returns: readonly Return[] };

/** Follows the camera from frame to frame. */
export class CameraTrack {
  readonly #seconds: number[] = [];
  readonly #windows: MotionWindow[] = [];
  #open: Open | undefined;
  #last: Seen | undefined;
  #size: { width: number; height: number } | undefined;
  #active: ActivePicture | undefined;
  #shown: Uint8Array | undefined;
  readonly #places = new RestPlaces();

  /**
   * @param cuts in s
   * @param active what is part of the picture, by all frames
   */
  path(cuts: readonly number[], active?: ActivePicture): readonly PathPoint[] {
    this.#close();
    const shown = active && this.#size && shownPixels(active, this.#size);
    return cameraPath(this.#windows, this.#seconds, cuts, shown);
  }

  /** From here on another place may be seen. */
  cut(): void {
    this.#close();
    this.#last = undefined;
  }

  /** @param meanLuma of the frame: 0 is black, 1 is white */
  add(frame: LumaFrame, meanLuma: number, active?: ActivePicture): void {
    if (active !== this.#active) {
      this.#active = active;
      this.#shown = active && shownPixels(active, frame);
    }
    const { width, height } = frame;
    this.#size = { width, height };
    const index = this.#seconds.push(frame.timestampSeconds) - 1;
    const now = { index, mean: meanLuma * WHITE, pyramid: pyramid(frame), width, height };
    this.#follow(now);
    this.#last = now;
  }

  #follow(now: Seen): void {
    if (this.#open && this.#addTo(this.#open, now)) {
      return;
    }
    const isFresh = this.#open?.anchor === this.#last;
    const velocities = this.#close();
    // What has changed too much since the first picture may still be found in the frame before.
    if (this.#last && !isFresh) {
      const again = this.#openAt(this.#last, velocities, true);
      if (this.#addTo(again, now)) {
        return;
      }
    }
    this.#openAt(now, [], false);
  }

  #addTo({ tracks, anchor }: Open, now: Seen): boolean {
    const seconds = (seen: Seen) => this.#seconds[seen.index] as number;
    const isOver =
      tracks.frames.length > 0 &&
      (tracks.remaining < MIN_REMAINING ||
        (tracks.frames.length >= ENOUGH_FRAMES && tracks.seen < MIN_SEEN) ||
        Math.abs(tracks.growth) > MAX_GROWTH ||
        seconds(now) - seconds(anchor) > WINDOW_SECONDS);
    if (isOver) {
      return false;
    }
    return tracks.add(now.pyramid, Math.round(now.mean - anchor.mean));
  }

  #openAt(anchor: Seen, velocities: Velocities, isContinued: boolean): Open {
    const tracks = new BlockTracks(anchor.pyramid, velocities, this.#shown);
    const returns = this.#places.seenIn(anchor.pyramid);
    this.#open = { tracks, anchor, isContinued, returns };
    return this.#open;
  }

  #close(): Velocities {
    const open = this.#open;
    this.#open = undefined;
    if (!open || (open.tracks.frames.length === 0 && open.tracks.blocks.length >= MIN_BLOCKS)) {
      return [];
    }
    const { index, width, height } = open.anchor;
    const { isContinued } = open;
    const window = closedWindow(open.tracks, { anchor: index, width, height, isContinued });
    this.#windows.push({ ...window, place: this.#placeOf(window, open) });
    return open.tracks.velocities();
  }

  /** Where the camera is, if what rests is its background. */
  #placeOf({ layers, blocks }: MotionWindow, { anchor, returns }: Open): number | undefined {
    const resting = layers.find(({ isResting }) => isResting);
    const members = resting?.members.map((i) => blocks[i] as Block) ?? [];
    if (members.length < Math.max(MIN_BLOCKS, MIN_RESTING * blocks.length)) {
      return undefined;
    }
    return placeOf(members, returns) ?? this.#places.remember(anchor.pyramid);
  }
}
