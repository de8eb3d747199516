import { readFileSync } from 'node:fs';
import { isMapping } from '../../lib/util/mapping.ts';
import { type Answer, type Asked, completion, ModelServer, properWords } from './model-server.ts';
import { inRepository } from './repository.ts';

/** Bodies as llama-server 0.7.0 (b11669) was recorded to send them; `params` and the template are shortened. */
const RECORDED: Record<string, { status: number; body: string }> = JSON.parse(
  readFileSync(inRepository('test/fixtures/llama-server-0.7.0.json'), 'utf8'),
);

export function recorded070(name: string): { status: number; body: string } {
  const answer = RECORDED[name];
  if (answer === undefined) {
    throw new Error(`nothing was recorded of llama-server 0.7.0 as ${name}`);
  }
  return answer;
}

export type LlamaServerOptions = {
  /** `n_ctx` of a slot, or of all together when they share it. */
  context: number;
  slots?: number;
  /** Whether the slots share the context, as they do when `-np` is left out. */
  isShared?: boolean;
  apiKey?: string;
  tokensPerPicture?: number;
  /** How long the answer to a clip is, in tokens. */
  answerTokens?: number;
};

/** How long an answer takes, in ms. */
const ANSWER_MS = 15;

/**
 * What llama-server 0.7.0 does with its context, with a model that answers as it is asked to: it counts, refuses what is
 * too long, and has no room when the slots that share the context overflow it.
 */
export class LlamaServer {
  readonly server: ModelServer;
  /** How many questions it had no room for. */
  errors = 0;
  /** What it answers to clips, when not what a model would. */
  answer: ((asked: Asked) => Answer) | undefined;
  #options: LlamaServerOptions;
  #used = 0;
  /** What the slot 0 was left with. */
  #kept = 0;

  private constructor(server: ModelServer, options: LlamaServerOptions) {
    this.server = server;
    this.#options = options;
  }

  static async start(options: LlamaServerOptions): Promise<LlamaServer> {
    let own: LlamaServer | undefined;
    const it = (): LlamaServer => own ?? failed();
    const server = await ModelServer.start({
      ownedBy: 'llamacpp',
      trial: (asked) => it().#trial(asked),
      answer: (asked) => it().answer?.(asked) ?? it().#clip(asked),
      paths: {
        '/props': () => it().#guarded(() => it().#props()),
        '/slots': () => it().#guarded(() => it().#slots()),
      },
    });
    own = new LlamaServer(server, options);
    return own;
  }

  /** As if it had been started again with other flags. */
  restart(options: LlamaServerOptions): void {
    this.#options = options;
  }

  tokensOf({ prompt, pictures, after }: Pick<Asked, 'prompt' | 'pictures' | 'after'>): number {
    const { tokensPerPicture = 64 } = this.#options;
    const text = [prompt, ...after].join('\n');
    return 20 + Math.ceil(text.length / 3.5) + pictures.length * tokensPerPicture;
  }

  #guarded(answer: () => Answer): Answer {
    const { apiKey } = this.#options;
    const isAllowed = apiKey === undefined || this.server.keys.at(-1) === `Bearer ${apiKey}`;
    return isAllowed ? answer() : recorded070('no key');
  }

  #props(): Answer {
    const { context, slots = 4 } = this.#options;
    const props = JSON.parse(recorded070('props').body);
    props.default_generation_settings.n_ctx = context;
    props.total_slots = slots;
    return { body: JSON.stringify(props) };
  }

  #slots(): Answer {
    const { context, slots = 4, isShared } = this.#options;
    const list = Array.from({ length: slots }, (_, id) => ({
      id,
      n_ctx: context,
      speculative: false,
      is_processing: false,
      ...(id === 0 && { id_task: 0, n_prompt_tokens: isShared ? 0 : this.#kept }),
    }));
    return { body: JSON.stringify(list) };
  }

  #trial(asked: Asked): Answer {
    const tokens = this.tokensOf(asked);
    if (asked.slot === 0) {
      this.#kept = tokens;
    }
    return this.#tooLong(tokens) ?? completion('Grey', { tokens: { in: tokens, out: 1 } });
  }

  #clip(asked: Asked): Answer {
    const { context, isShared, answerTokens = 200 } = this.#options;
    const tokens = this.tokensOf(asked);
    const refusal = this.#tooLong(tokens);
    if (refusal !== undefined) {
      this.errors++;
      return refusal;
    }
    const out = Math.min(answerTokens, asked.maxTokens, context - tokens);
    if (isShared && this.#used + tokens + out > context) {
      this.errors++;
      return recorded070('full');
    }
    this.#used += tokens + out;
    setTimeout(() => {
      this.#used -= tokens + out;
    }, ANSWER_MS);
    const isWhole = out === answerTokens;
    const text = JSON.stringify(properWords({ thumbnail_frame: 0 }));
    const answer = completion(isWhole ? text : text.slice(0, 60), {
      finish: isWhole ? 'stop' : 'length',
      tokens: { in: tokens, out },
    });
    return typeof answer === 'string' ? answer : { ...answer, afterMs: ANSWER_MS };
  }

  #tooLong(tokens: number): Answer | undefined {
    const { context } = this.#options;
    if (tokens < context) {
      return undefined;
    }
    const { status, body } = recorded070('too long');
    const refusal: unknown = JSON.parse(body);
    const error = isMapping(refusal) && isMapping(refusal.error) ? refusal.error : {};
    return {
      status,
      body: JSON.stringify({ error: { ...error, n_prompt_tokens: tokens, n_ctx: context } }),
    };
  }
}

function failed(): never {
  throw new Error('asked before it was started');
}
