import { cameraOf } from './camera.ts';
import { change, SHORTEST_FROZEN_SECONDS } from './change.ts';
import { detailSpread } from './detail.ts';
import type { Facts, FrameFacts, LumaFrame } from './facts.ts';
import { isBlack, meanLuma, SHORTEST_BLACK_SECONDS } from './light.ts';
import { Mean } from './mean.ts';
import { CameraTrack } from './motion.ts';
import { Ranges } from './ranges.ts';
import { sharpness } from './sharpness.ts';

/** Takes the measures of a clip while its frames go by, and keeps none of them. */
export class Measures {
  readonly #black = new Ranges(SHORTEST_BLACK_SECONDS);
  readonly #frozen = new Ranges(SHORTEST_FROZEN_SECONDS);
  readonly #camera = new CameraTrack();
  readonly #luma = new Mean();
  readonly #activity = new Mean();
  readonly #detailSpread = new Mean();
  #last: LumaFrame | undefined;
  #lastActivity = 0;

  /** Frames come in the order of time, at a steady rate. */
  look(frame: LumaFrame): void {
    const luma = meanLuma(frame);
    this.#luma.add(luma);
    this.#black.mark(frame.timestampSeconds, isBlack(frame));
    if (this.#last) {
      const { same, activity } = change(this.#last, frame);
      // A freeze begins with the first of the frames that are the same.
      this.#frozen.mark(this.#last.timestampSeconds, same);
      // A cut changes everything once; what moves goes on.
      this.#activity.add(Math.min(activity, this.#lastActivity));
      this.#lastActivity = activity;
    }
    this.#camera.look(frame, luma);
    this.#last = frame;
  }

  /** What a sampled frame shows by itself. */
  frameFacts(frame: LumaFrame): FrameFacts {
    if (!isBlack(frame)) {
      this.#detailSpread.add(detailSpread(frame));
    }
    return {
      timestamp_seconds: frame.timestampSeconds,
      sharpness: sharpness(frame),
      mean_luma: meanLuma(frame),
    };
  }

  /** All facts of a clip that ends at `durationSeconds`. */
  facts(durationSeconds: number, frames: FrameFacts[]): Facts {
    return {
      camera: cameraOf(this.#camera.path),
      light: { mean_luma: this.#luma.value, black: this.#black.until(durationSeconds) },
      frozen: this.#frozen.until(durationSeconds),
      activity: this.#activity.value,
      detail_spread: this.#detailSpread.value,
      frames,
    };
  }
}
