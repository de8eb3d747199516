import type { Measured, Range } from '../record/schema.ts';

/** What was measured in the clip, in lines that a model can read. */
export function factLines(measured: Measured): string {
  const { video, camera, shots, light, frozen, sound } = measured;
  const direction = camera.direction === undefined ? '' : `, to the ${camera.direction}`;
  return [
    `picture: ${video.width}x${video.height}, ${video.has_sound ? 'with' : 'without'} sound`,
    `camera: ${camera.movement}${direction} (confidence ${camera.confidence.toFixed(1)})`,
    shots.length > 1 && `shots: ${ranges(shots)}`,
    `mean light, 0 black to 1 white: ${light.mean_luma.toFixed(2)}`,
    light.black.length > 0 && `black: ${ranges(light.black)}`,
    frozen.length > 0 && `picture stands still: ${ranges(frozen)}`,
    sound?.loudness_lufs !== undefined && `loudness: ${sound.loudness_lufs.toFixed(0)} LUFS`,
  ]
    .filter((line) => line !== false)
    .join('\n');
}

/** Of a list that goes on and on, a model needs no more. */
const MOST_RANGES = 20;

function ranges(list: readonly Range[]): string {
  const shown = list
    .slice(0, MOST_RANGES)
    .map(
      ({ start_seconds, end_seconds }) => `${start_seconds.toFixed(1)}-${end_seconds.toFixed(1)} s`,
    );
  const more = list.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
