import { ConfigValueError } from '../../config/errors.ts';
import type { ClipView, CreateEngine, Engine, Words } from '../engine.ts';
import { quote } from './quote.ts';
import { cameraWords, lightWord, sentenceAbout } from './sentence.ts';

/**
 * Describes what can be measured and read from the subtitles. It knows no objects and no places,
 * and so names none. Shot type, tags and rating come from the measurements.
 */
export class MeasuredEngine implements Engine {
  readonly name = 'measured';
  readonly model = 'measured';
  /** It only composes sentences; more clips than this are never ready at a time. */
  readonly slots = 16;
  readonly needsPictures = false;

  async load(): Promise<void> {}

  async describe({ durationSeconds, measured, cues, keywords }: ClipView): Promise<Words> {
    const seen = sentenceAbout(measured, durationSeconds);
    const said = quote(cues);
    return {
      description: said === '' ? seen : `${seen} The subtitles say: “${said}”`,
      shortName:
        keywords.length > 0
          ? keywords.join(' ')
          : [cameraWords(measured), lightWord(measured.light.mean_luma)].join(' ').trim(),
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
