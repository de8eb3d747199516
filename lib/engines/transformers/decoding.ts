import type { Cache, Library, PreTrainedModel, Tensor } from './library.ts';

/** A picture as the model's vision encoder takes it. */
export type Pixels = { pixel_values: Tensor; pixel_attention_mask: Tensor };

/**
 * A model that reads and writes one text, step by step. What it has read stays in its cache, so each
 * step costs only what is new.
 */
export class Decoding {
  readonly #library: Library;
  readonly #model: PreTrainedModel;
  /** Called before each step; throws when the work was cancelled. */
  readonly #check: () => void;
  #cache: Cache | undefined;
  #length = 0;
  #unread: number[] = [];
  #logits: Float32Array | undefined;

  constructor(library: Library, model: PreTrainedModel, check: () => void) {
    this.#library = library;
    this.#model = model;
    this.#check = check;
  }

  /** How many tokens it has read and written. */
  get length(): number {
    return this.#length + this.#unread.length;
  }

  write(tokens: readonly number[]): void {
    this.#unread.push(...tokens);
  }

  /** The logits of each token to come next. */
  async next(): Promise<Float32Array> {
    if (this.#unread.length > 0 || this.#logits === undefined) {
      const tokens = this.#unread.splice(0);
      this.#logits = await this.read(tokens);
    }
    return this.#logits;
  }

  /** Reads tokens, and the picture whose place is among them. */
  async read(tokens: readonly number[], pixels?: Pixels): Promise<Float32Array> {
    this.#check();
    const { Tensor } = this.#library;
    const length = this.#length + tokens.length;
    const outputs = await this.#model.forward({
      input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]),
      attention_mask: new Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]),
      // Only the last token's logits are of use, and all of them would take 200 KB each.
      num_logits_to_keep: new Tensor('int64', BigInt64Array.of(1n), []),
      ...pixels,
      ...(this.#cache && { past_key_values: this.#cache }),
    });
    const { logits } = outputs;
    if (logits === undefined) {
      throw new Error('the model gives no logits');
    }
    this.#cache = cacheOf(this.#library, outputs);
    this.#length = length;
    return logits.slice(null, -1, null).to('float32').data as Float32Array;
  }

  /** Lets go of what the cache holds on a graphics card. */
  async close(): Promise<void> {
    await this.#cache?.dispose();
  }
}

/** What a step gives as `present` is the `past` of the next. */
function cacheOf({ DynamicCache }: Library, outputs: Record<string, Tensor>): Cache {
  const present = Object.entries(outputs).filter(([name]) => name.startsWith('present'));
  return new DynamicCache(
    Object.fromEntries(
      present.map(([name, tensor]) => [name.replace('present', 'past_key_values'), tensor]),
    ),
  );
}
