import { ConfigValueError } from '../../config/errors.ts';
import type { ClipView, CreateEngine, Engine, Words } from '../engine.ts';
import { nameOf } from './name.ts';
import { quote } from './quote.ts';
import { sentencesAbout } from './sentence.ts';

/**
 * Describes what can be measured and read from the subtitles. It knows no objects, and of places
 * only what the container says, and so names no others. Shot type, tags and rating come from the measurements.
 */
export class MeasuredEngine implements Engine {
  readonly name = 'measured';
  readonly model = 'measured';
  /** It only composes sentences; more clips than this are never ready at a time. */
  readonly slots = 16;
  readonly needsPictures = false;

  async load(): Promise<void> {}

  async describe(clip: ClipView): Promise<Words> {
    const { durationSeconds, measured, cues, keywords, recorded } = clip;
    const seen = sentencesAbout(measured, durationSeconds, recorded);
    const said = quote(cues);
    return {
      description: said === '' ? seen : `${seen} The subtitles say: “${said}”`,
      shortName:
        keywords.length > 0 ? keywords.join(' ') : nameOf(measured, durationSeconds, recorded),
    };
  }

  async close(): Promise<void> {}
}

export const measured: CreateEngine = ({ describe: { model, model_path } }) => {
  if (model_path !== undefined) {
    throw new ConfigValueError(
      'describe.model',
      JSON.stringify(model),
      'the name of the model in describe.model_path',
      'the configuration',
    );
  }
  return new MeasuredEngine();
};
