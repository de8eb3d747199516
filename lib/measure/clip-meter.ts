import type { Range } from '../record/schema.ts';
import { jerkyRanges } from './camera/abrupt-motion.ts';
import { cameraOf } from './camera/classify.ts';
import { cameraOfShots, during } from './camera/clip-camera.ts';
import { CameraTrack } from './camera/track.ts';
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
import { CutDetector } from './shots/cuts.ts';
import { fadesOf } from './shots/fades.ts';
import type { LumaGrid } from './shots/luma-grid.ts';
import { shotsOf } from './shots/shots.ts';

/** Takes the measures of a clip while its frames go by, and keeps none of them. */
export class ClipMeter {
  readonly #black = new Ranges(SHORTEST_BLACK_SECONDS);
  readonly #clipped = new Ranges(SHORTEST_CLIPPED_SECONDS);
  readonly #dark = new Ranges(SHORTEST_DARK_SECONDS);
  readonly #frozen = new Ranges(SHORTEST_FROZEN_SECONDS);
  readonly #cuts = new CutDetector();
  readonly #camera = new CameraTrack();
  readonly #luma = new Mean();
  readonly #activity = new Mean();
  #last: LumaFrame | undefined;
  #lastActivity = 0;

  /** Whether a frame has nothing in common with the one glanced at last. Changes nothing. */
  isBreak(glance: LumaGrid): boolean {
    return this.#cuts.isBreak(glance);
  }

  /** Whether every frame counts at a moment: around what may be a cut, and in fades. */
  isUnstable(seconds: number): boolean {
    return this.#cuts.isUnstable(seconds);
  }

  /**
   * Every frame, in the order of time, before it is looked at.
   * @returns whether another shot may begin with it
   */
  glance(glance: LumaGrid): boolean {
    const isBreak = this.#cuts.look(glance);
    if (isBreak) {
      this.#camera.cut();
    }
    return isBreak;
  }

  /** Frames come in the order of time, at a steady rate. */
  look(frame: LumaFrame): void {
    const { timestampSeconds } = frame;
    const light = lightOf(frame);
    this.#luma.add(light.mean);
    this.#black.mark(timestampSeconds, light.isBlack);
    this.#clipped.mark(timestampSeconds, light.isClipped);
    this.#dark.mark(timestampSeconds, light.isDark);
    if (this.#last) {
      const { same, activity } = frameDifference(this.#last, frame);
      // A freeze begins with the first of the frames that are the same.
      this.#frozen.mark(this.#last.timestampSeconds, same);
      // A cut changes everything once; what moves goes on.
      this.#activity.add(Math.min(activity, this.#lastActivity));
      this.#lastActivity = activity;
    }
    this.#camera.look(frame, light.mean);
    this.#last = frame;
  }

  /** The shots of a clip that ends at `durationSeconds`. */
  shots(durationSeconds: number): Range[] {
    const cuts = this.#cuts.cuts();
    const { brightness } = this.#cuts;
    return shotsOf(cuts, fadesOf(brightness, cuts), brightness, durationSeconds);
  }

  /** All facts of a clip that ends at `durationSeconds` and of the frames sampled from it. */
  facts(durationSeconds: number, sampled: readonly LumaFrame[]): Measurements {
    const path = this.#camera.path(this.#cuts.cuts());
    const shots = this.shots(durationSeconds).map((shot) => ({
      ...shot,
      camera: cameraOf(during(path, shot)),
    }));
    return {
      camera: cameraOfShots(path, shots),
      shots,
      fades: fadesOf(this.#cuts.brightness, this.#cuts.cuts()).map((fade) => ({
        kind: fade.kind,
        start_seconds: fade.startSeconds,
        end_seconds: fade.endSeconds,
      })),
      jerky: jerkyRanges(path, durationSeconds),
      light: {
        mean_luma: this.#luma.value,
        black: this.#black.until(durationSeconds),
        clipped: this.#clipped.until(durationSeconds),
        dark: this.#dark.until(durationSeconds),
      },
      frozen: this.#frozen.until(durationSeconds),
      activity: this.#activity.value,
      detail_spread: meanDetailSpread(sampled),
      frames: sampled.map(factsOf),
    };
  }
}

function factsOf(frame: LumaFrame): FrameMeasurements {
  return {
    timestamp_seconds: frame.timestampSeconds,
    sharpness: sharpness(frame),
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
