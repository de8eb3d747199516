import type { Range } from '../record/schema.ts';
import { ActivePictureFinder } from './active-picture/active-picture.ts';
import type { Area } from './active-picture/area.ts';
import { croppedTo } from './active-picture/crop.ts';
import { type PartOfPicture, partOf, WHOLE_PICTURE } from './active-picture/part.ts';
import { blur } from './blur.ts';
import { type BlurAt, blurredRanges } from './blurred.ts';
import { abruptRanges } from './camera/abrupt-motion.ts';
import { cameraOf } from './camera/classify.ts';
import { cameraOfShots, pathOfShot } from './camera/clip-camera.ts';
import { CameraTrack } from './camera/track.ts';
import { type ColourFrame, ColourMeter } from './colour/colour-meter.ts';
import { detailSpread } from './detail.ts';
import { frameDifference, SHORTEST_FROZEN_SECONDS } from './frame-difference.ts';
import {
  lightOf,
  SHORTEST_BLACK_SECONDS,
  SHORTEST_CLIPPED_SECONDS,
  SHORTEST_DARK_SECONDS,
} from './light.ts';
import { Mean } from './mean.ts';
import type { FrameMeasurements, LumaFrame, Measurements } from './measurements.ts';
import { Ranges } from './ranges.ts';
import { sharpness } from './sharpness.ts';
import { exactRange } from './shots/exact-range.ts';
import type { LumaGrid } from './shots/luma-grid.ts';
import { type FoundShots, ShotFinder } from './shots/shot-finder.ts';

/** In analysis frames. */
const BLUR_EVERY = 2;

/** In levels of luma: with less contrast there is nothing that could be sharp. */
const FLAT = 4;

/** Measures a clip while it is decoded. */
export class ClipMeter {
  readonly #black = new Ranges(SHORTEST_BLACK_SECONDS);
  readonly #clipped = new Ranges(SHORTEST_CLIPPED_SECONDS);
  readonly #dark = new Ranges(SHORTEST_DARK_SECONDS);
  readonly #frozen = new Ranges(SHORTEST_FROZEN_SECONDS);
  readonly #shots = new ShotFinder();
  readonly #picture = new ActivePictureFinder();
  readonly #camera = new CameraTrack();
  readonly #blurs: BlurAt[] = [];
  #frames = 0;
  readonly #colour = new ColourMeter();
  readonly #luma = new Mean();
  readonly #activity = new Mean();
  #last: LumaFrame | undefined;
  #lastActivity = 0;
  #area: Area | undefined;
  #part: PartOfPicture = WHOLE_PICTURE;
  #found: FoundShots | undefined;

  /** Whether a frame has nothing in common with the one added last. Changes nothing. */
  isBreak(lumaGrid: LumaGrid): boolean {
    return this.#shots.isBreak(lumaGrid);
  }

  /** Whether every frame is needed at a moment: around a possible cut, and in fades. */
  isUnstable(seconds: number): boolean {
    return this.#shots.isUnstable(seconds);
  }

  /**
   * Takes every decoded frame, in order, before `addFrame`.
   * @returns whether another shot may begin with it
   */
  addLumaGrid(lumaGrid: LumaGrid): boolean {
    const isBreak = this.#shots.add(lumaGrid, this.#part);
    if (isBreak) {
      this.#camera.cut();
    }
    return isBreak;
  }

  /** Takes the frames that are measured, in order, at a steady rate. */
  addFrame(frame: LumaFrame): void {
    const { timestampSeconds } = frame;
    this.#picture.add(frame);
    const area = this.#picture.soFar?.area;
    if (area && area !== this.#area) {
      this.#area = area;
      this.#part = partOf(area, frame);
    }
    const shown = area ? croppedTo(area, frame) : frame;
    const light = lightOf(shown);
    this.#luma.add(light.mean);
    this.#black.mark(timestampSeconds, light.isBlack);
    this.#clipped.mark(timestampSeconds, light.isClipped);
    this.#dark.mark(timestampSeconds, light.isDark);
    if (this.#last) {
      const { same, activity } = frameDifference(this.#last, frame);
      // A freeze begins with the first of the frames that are the same.
      this.#frozen.mark(this.#last.timestampSeconds, same);
      // A cut changes everything in one frame, motion lasts longer: the smaller of two in a row counts.
      this.#activity.add(Math.min(activity, this.#lastActivity));
      this.#lastActivity = activity;
    }
    if (this.#frames++ % BLUR_EVERY === 0) {
      const isFlat = light.isBlack || this.#shots.contrast < FLAT;
      this.#blurs.push({ seconds: timestampSeconds, blur: blur(shown), isFlat });
    }
    this.#camera.add(frame, light.mean, this.#picture.soFar);
    this.#last = frame;
  }

  /** Takes a frame in colour now and then. */
  addColour(frame: ColourFrame): void {
    this.#colour.add(frame, this.#part);
  }

  /** The shots of a clip that ends at `durationSeconds`. */
  shots(durationSeconds: number): Range[] {
    return this.#finish().shots(durationSeconds);
  }

  /** When all frames have come. */
  #finish(): FoundShots {
    this.#found ??= this.#shots.finish(this.#part);
    return this.#found;
  }

  /** Of a clip that ends at `durationSeconds`, and of the frames sampled from it. */
  measurements(durationSeconds: number, sampled: readonly LumaFrame[]): Measurements {
    const found = this.#finish();
    const path = this.#camera.path(found.moments, this.#picture.final);
    const boundaries = found.boundaries.map(({ kind, start, end, confidence }) => ({
      kind,
      start_seconds: start,
      end_seconds: end,
      confidence,
    }));
    const fades = found.fades.map(({ kind, startSeconds, endSeconds }) => ({
      kind,
      start_seconds: startSeconds,
      end_seconds: endSeconds,
    }));
    const shots = found.shots(durationSeconds).map((shot) => ({
      ...shot,
      camera: cameraOf(pathOfShot(path, shot, [...boundaries, ...fades])),
    }));
    const area = this.#picture.final?.area;
    const pictures = sampled.map((frame) => (area ? croppedTo(area, frame) : frame));
    const { colour } = this.#colour;
    return {
      camera: cameraOfShots(path, shots),
      shots,
      boundaries,
      fades,
      jerky: abruptRanges(path, durationSeconds),
      light: {
        mean_luma: this.#luma.value,
        black: this.#black
          .until(durationSeconds)
          .map((range) => exactRange(range, found.brightness)),
        clipped: this.#clipped.until(durationSeconds),
        dark: this.#dark.until(durationSeconds),
      },
      ...(this.#part !== WHOLE_PICTURE && { active_picture: this.#part }),
      ...(colour && { colour }),
      frozen: this.#frozen.until(durationSeconds),
      blurred: blurredRanges(this.#blurs, shots),
      activity: this.#activity.value,
      detail_spread: meanDetailSpread(pictures),
      frames: pictures.map(measureFrame),
    };
  }
}

function measureFrame(frame: LumaFrame): FrameMeasurements {
  return {
    timestamp_seconds: frame.timestampSeconds,
    sharpness: sharpness(frame),
    blur: blur(frame),
    mean_luma: lightOf(frame).mean,
  };
}

/** Black frames have no detail to be spread. */
function meanDetailSpread(sampled: readonly LumaFrame[]): number {
  const mean = new Mean();
  for (const frame of sampled) {
    if (!lightOf(frame).isBlack) {
      mean.add(detailSpread(frame));
    }
  }
  return mean.value;
}
