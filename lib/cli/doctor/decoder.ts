import { availableParallelism } from 'node:os';
import { pixelCount } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { MediaWorkerCrashedError } from '../../media/errors.ts';
import { MediaPool } from '../../media/pool.ts';
import { type Check, type Finding, ok, wrong } from './check.ts';
import { withTestClip } from './trial-clip.ts';

/** A decoder that has said nothing for so long is taken for dead, in ms. */
const SILENCE_LIMIT_MS = 15_000;

/** The squared `max_pixels` of a configuration that is not valid. */
const USUAL_PIXELS = 224;

/** A test clip is decoded as any other: in a media worker. */
export const decoderCheck: Check = {
  name: 'Decoder',
  run: async (patient, _onProgress, signal): Promise<Finding> => {
    const started = performance.now();
    const pool = new MediaPool(SILENCE_LIMIT_MS);
    try {
      patient.reading = await withTestClip((file) =>
        pool.read(
          {
            file,
            fps: 1,
            maxFrames: 1,
            maxPixels: pixelCount(patient.config?.describe.max_pixels ?? USUAL_PIXELS),
            pictures: true,
          },
          signal,
        ),
      );
    } catch (error) {
      signal.throwIfAborted();
      const advice =
        error instanceof MediaWorkerCrashedError
          ? ' Its FFmpeg comes in an optional package of node-av: npm install --include=optional'
          : '';
      return wrong(`the test clip cannot be read: ${messageOf(error)}${advice}`);
    } finally {
      await pool.close();
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const cores = availableParallelism();
    return ok(`a test clip in ${seconds} s; ${cores} ${cores === 1 ? 'core' : 'cores'}`);
  },
};
