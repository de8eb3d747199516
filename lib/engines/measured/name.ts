import type { Recorded } from '../../media/recorded.ts';
import { isUncertain } from '../../record/certainty.ts';
import type { Measured } from '../../record/schema.ts';
import { cameraName } from './camera-words.ts';
import { colourName } from './colour-words.ts';
import { lightWord } from './light-words.ts';
import { countWord } from './list.ts';
import { placeName, timeOfDay } from './recorded-words.ts';
import { soundName } from './sound-words.ts';

/** Share of the picture that changes within 0.1 s. */
const CALM = 0.002;
const BUSY = 0.05;

/** Words for a name that tell a clip from others: when and in what light, its colours, its camera, its sound, and where. */
export function nameOf(measured: Measured, durationSeconds: number, recorded?: Recorded): string {
  const { video, camera, shots } = measured;
  const words = [
    timeOfDay(recorded, video.place),
    lookOf(measured),
    video.height > video.width ? 'vertical' : '',
    shots.length > 1 ? `${countWord(shots.length)} shots` : cameraName(camera),
    activityWord(measured),
    soundName(measured, durationSeconds),
    placeName(video.place),
  ];
  return words.filter((word) => word !== '').join(' ');
}

function lookOf({ light, colour }: Measured): string {
  const colours = colourName(colour);
  const word = lightWord(light.mean_luma);
  // "dark black" and "bright white" say nothing that the colour does not.
  return /^(dark|black|navy|bright|white)/.test(colours) ? colours : `${word} ${colours}`.trim();
}

/** What moves before a camera; when the camera moves, the whole picture does. */
function activityWord({ activity, camera, video }: Measured): string {
  if (video.frame_rate === 0 || (!isUncertain(camera) && camera.movement !== 'still')) {
    return '';
  }
  return activity < CALM ? 'calm' : activity > BUSY ? 'busy' : '';
}
