import { cameraOf } from './camera.ts';
import { change, SHORTEST_FROZEN_SECONDS } from './change.ts';
import { cameraOfShots, during } from './clip-camera.ts';
import { CutDetector } from './cuts.ts';
import { detailSpread } from './detail.ts';
import type { Facts, FrameFacts, LumaFrame } from './facts.ts';
import { fadesOf } from './fades.ts';
import type { Glance } from './glance.ts';
import {
  lightOf,
  SHORTEST_BLACK_SECONDS,
  SHORTEST_CLIPPED_SECONDS,
  SHORTEST_DARK_SECONDS,
} from './light.ts';
import { Mean } from './mean.ts';
import { CameraTrack } from './motion.ts';
import { Ranges } from './ranges.ts';
import { sharpness } from './sharpness.ts';
import { shotsOf } from './shots.ts';

/** Takes the measures of a clip while its frames go by, and keeps none of them. */
export class Measures {
  readonly #black = new Ranges(SHORTEST_BLACK_SECONDS);
  readonly #clipped = new Ranges(SHORTEST_CLIPPED_SECONDS);
  readonly #dark = new Ranges(SHORTEST_DARK_SECONDS);
  readonly #frozen = new Ranges(SHORTEST_FROZEN_SECONDS);
  readonly #cuts = new CutDetector();
  readonly #camera = new CameraTrack();
  readonly #luma = new Mean();
  readonly #activity = new Mean();
  readonly #detailSpread = new Mean();
  #last: LumaFrame | undefined;
  #lastActivity = 0;

  /** Every frame, in the order of time, before it is looked at. */
  glance(glance: Glance): void {
    if (this.#cuts.look(glance)) {
      this.#camera.cut();
    }
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
      const { same, activity } = change(this.#last, frame);
      // A freeze begins with the first of the frames that are the same.
      this.#frozen.mark(this.#last.timestampSeconds, same);
      // A cut changes everything once; what moves goes on.
      this.#activity.add(Math.min(activity, this.#lastActivity));
      this.#lastActivity = activity;
    }
    this.#camera.look(frame, light.mean);
    this.#last = frame;
  }

  /** What a sampled frame shows by itself. */
  frameFacts(frame: LumaFrame): FrameFacts {
    const light = lightOf(frame);
    if (!light.isBlack) {
      this.#detailSpread.add(detailSpread(frame));
    }
    return {
      timestamp_seconds: frame.timestampSeconds,
      sharpness: sharpness(frame),
      mean_luma: light.mean,
    };
  }

  /** All facts of a clip that ends at `durationSeconds`. */
  facts(durationSeconds: number, frames: FrameFacts[]): Facts {
    const cuts = this.#cuts.cuts();
    const fades = fadesOf(this.#cuts.brightness, cuts);
    const shots = shotsOf(cuts, fades, this.#cuts.brightness, durationSeconds).map((shot) => ({
      ...shot,
      camera: cameraOf(during(this.#camera.path, shot)),
    }));
    return {
      camera: cameraOfShots(this.#camera.path, shots),
      shots,
      fades: fades.map(({ kind, startSeconds, endSeconds }) => ({
        kind,
        start_seconds: startSeconds,
        end_seconds: endSeconds,
      })),
      light: {
        mean_luma: this.#luma.value,
        black: this.#black.until(durationSeconds),
        clipped: this.#clipped.until(durationSeconds),
        dark: this.#dark.until(durationSeconds),
      },
      frozen: this.#frozen.until(durationSeconds),
      activity: this.#activity.value,
      detail_spread: this.#detailSpread.value,
      frames,
    };
  }
}
