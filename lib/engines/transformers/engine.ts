import type { Config } from '../../config/schema.ts';
import { Supervisor } from '../../process/supervisor.ts';
import type { Log } from '../../util/log.ts';
import { askForWords, type Correction, type Reply } from '../answer/ask.ts';
import { pictureCount, questionAbout } from '../answer/question.ts';
import { subsample } from '../answer/subsample.ts';
import type { ClipView, DescribeOptions, Engine, LoadProgress, Words } from '../engine.ts';
import { ContextTooSmallError } from '../errors.ts';
import { answerTokens, type FormBounds, formFor } from './form.ts';
import type { ModelSettings } from './messages.ts';
import { ModelProcess } from './model-process.ts';

/**
 * A model that runs here, by transformers.js, in a process of its own. Small models cannot keep to a
 * form, so they fill one in: see fill-form.ts.
 */
export class TransformersEngine implements Engine {
  readonly name = 'transformers';
  readonly model: string;
  /** One clip keeps all cores busy. */
  readonly slots = 1;
  readonly needsPictures = true;
  readonly #log: Log;
  readonly #process: Supervisor<ModelProcess>;
  #onProgress: (progress: LoadProgress) => void = () => {};

  constructor({ model, model_path, dtype, device }: Config['describe'], log: Log) {
    this.model = model;
    this.#log = log;
    const settings: ModelSettings = {
      model,
      ...(model_path !== undefined && { folder: model_path }),
      ...(dtype !== undefined && { dtype }),
      ...(device !== undefined && { device }),
    };
    this.#process = new Supervisor(
      `The process of ${model}`,
      (signal) => ModelProcess.start(settings, (progress) => this.#onProgress(progress), signal),
      log,
    );
  }

  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    this.#onProgress = onProgress;
    await this.#process.start(signal);
    this.#onProgress = () => {};
  }

  async describe(clip: ClipView, options: DescribeOptions): Promise<Words> {
    const process = await this.#process.get(options.signal);
    const words = await askForWords(
      (correction) => this.#ask(process, clip, options, correction),
      clip,
      this.#log,
    );
    this.#process.resetEnds();
    return words;
  }

  async close(): Promise<void> {
    await this.#process.close();
  }

  async #ask(
    process: ModelProcess,
    clip: ClipView,
    { prompt, maxTokens, temperature, signal }: DescribeOptions,
    correction: Correction | undefined,
  ): Promise<Reply> {
    const all = clip.frames.map((_, frame) => frame);
    const about = (shown: readonly number[]): Asked => {
      const frameTimes = shown.map((frame) => clip.frames[frame]?.timestampSeconds ?? 0);
      const { instructions, content } = questionAbout(prompt, clip, shown);
      return {
        shown,
        // One message: the kinds that run here are not trained to keep to a system message.
        content: [
          `${instructions}\n\n`,
          ...content,
          ...(correction === undefined ? [] : [`\n\n${correction.request}`]),
        ],
        bounds: { frameTimes, durationSeconds: clip.durationSeconds, maxTokens },
      };
    };
    const { shown, content, bounds } = await this.#fitting(process, about, all, {
      filename: clip.filename,
      signal,
    });
    const answer = await process.answer(
      {
        content,
        form: formFor(bounds),
        temperature,
      },
      signal,
    );
    return {
      text: answer.text,
      tokens: answer.tokens,
      ...(shown.length < all.length && { framesShown: [...shown] }),
    };
  }

  /** As many of the frames, evenly over the clip, as the model's context has room for. */
  async #fitting(
    process: ModelProcess,
    about: (shown: readonly number[]) => Asked,
    all: readonly number[],
    { filename, signal }: { filename: string; signal: AbortSignal },
  ): Promise<Asked> {
    const { context, tokensPerPicture } = process.facts;
    const tokensOf = async ({ content, bounds }: Asked): Promise<number> => {
      const text = content.filter((part) => typeof part === 'string').join('');
      const pictures = pictureCount({ content }) * tokensPerPicture;
      return (await process.count(text, signal)) + answerTokens(bounds) + pictures;
    };
    const whole = about(all);
    if ((await tokensOf(whole)) <= context) {
      return whole;
    }
    // The label of each frame takes room too, so the number is searched for.
    let best: Asked | undefined;
    for (let [fit, unfit] = [0, all.length]; unfit - fit > 1; ) {
      const count = Math.floor((fit + unfit) / 2);
      const asked = about(subsample(all, count));
      if ((await tokensOf(asked)) <= context) {
        fit = count;
        best = asked;
      } else {
        unfit = count;
      }
    }
    if (best === undefined) {
      const needed = await tokensOf(about(all.slice(0, 1)));
      const said = `room for ${context} tokens, ${needed} needed`;
      throw new ContextTooSmallError(filename, this.model, said);
    }
    return best;
  }
}

/** A question, and which of the clip's frames it is about. */
type Asked = {
  shown: readonly number[];
  content: (string | Uint8Array)[];
  bounds: FormBounds;
};
