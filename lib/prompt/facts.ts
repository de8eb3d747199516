import { isUncertain, LEAST_SURE } from '../record/certainty.ts';
import type { Measured, Range } from '../record/schema.ts';
import { likelihood } from './probability.ts';

/**
 * What was measured in the clip, in lines that a model can read. What may be wrong says how likely it is; what is
 * too unsure is left for the model to see.
 */
export function factLines(measured: Measured): string {
  const { video, camera, boundaries, jerky, light, frozen, sound, unreadable } = measured;
  return [
    `picture: ${video.width}x${video.height}, ${video.has_sound ? 'with' : 'without'} sound`,
    `camera: ${cameraFact(camera)}`,
    boundaryFacts(boundaries),
    !isUncertain(camera) && jerky.length > 0 && `camera is swung: ${ranges(jerky)}`,
    `mean light, 0 black to 1 white: ${light.mean_luma.toFixed(2)}`,
    light.black.length > 0 && `black: ${ranges(light.black)}`,
    frozen.length > 0 && `picture stands still: ${ranges(frozen)}`,
    unreadable.length > 0 && `damaged: ${ranges(unreadable)}`,
    sound?.kind !== undefined && `sound: ${sound.kind}`,
    sound?.loudness_lufs !== undefined && `loudness: ${sound.loudness_lufs.toFixed(0)} LUFS`,
  ]
    .filter((line) => line !== false)
    .join('\n');
}

function cameraFact(camera: Measured['camera']): string {
  if (isUncertain(camera)) {
    return 'the measure is not sure, look for yourself';
  }
  const { movement, direction, motions = [], confidence } = camera;
  const seen = [movement, ...(direction === undefined ? [] : [`to the ${direction}`]), ...motions];
  return `${seen.join(', ')} (${likelihood(confidence)})`;
}

function boundaryFacts(boundaries: Measured['boundaries'] = []): string | false {
  const facts = boundaries
    .filter(({ confidence }) => confidence >= LEAST_SURE)
    .map(({ kind, start_seconds, end_seconds, confidence }) => {
      const at =
        kind === 'cut' ? `${start_seconds.toFixed(1)} s` : time({ start_seconds, end_seconds });
      return `${kind} ${at} (${likelihood(confidence)})`;
    });
  return facts.length > 0 && `another shot begins: ${listed(facts)}`;
}

/** Of a list that goes on and on, a model needs no more. */
const MOST_FACTS = 20;

function ranges(list: readonly Range[]): string {
  return listed(list.map(time));
}

function listed(facts: readonly string[]): string {
  const more = facts.length - MOST_FACTS;
  return `${facts.slice(0, MOST_FACTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function time({ start_seconds, end_seconds }: Range): string {
  return `${start_seconds.toFixed(1)}-${end_seconds.toFixed(1)} s`;
}
