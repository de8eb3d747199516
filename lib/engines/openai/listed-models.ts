import { ONLY_MODEL } from '../../config/schema.ts';
import { isMapping } from '../../util/mapping.ts';
import { printable } from '../../util/printable.ts';
import { ModelNotChosenError, ModelUnknownError } from './errors.ts';

/** A model in the list of a server. */
export type ListedModel = {
  id: string;
  ownedBy: string;
  /** Other names that the server knows it by. */
  aliases: string[];
  /** Tokens of a question and its answer, if it tells: vLLM's `max_model_len`. */
  contextTokens: number | undefined;
};

/** Names are shown to people, and a list may be long. */
const LONGEST_NAME = 200;
const MOST_MODELS = 10_000;
const MOST_ALIASES = 20;

/** @returns `undefined` when this is no list of models */
export function listedIn(json: unknown): ListedModel[] | undefined {
  if (!isMapping(json) || !Array.isArray(json.data)) {
    return undefined;
  }
  const models = json.data.slice(0, MOST_MODELS).flatMap((model: unknown) =>
    isMapping(model) && isName(model.id)
      ? [
          {
            id: model.id,
            ownedBy: typeof model.owned_by === 'string' ? model.owned_by : '',
            aliases: Array.isArray(model.aliases)
              ? model.aliases.slice(0, MOST_ALIASES).filter(isName)
              : [],
            contextTokens: isCount(model.max_model_len) ? model.max_model_len : undefined,
          },
        ]
      : [],
  );
  const ids = new Set<string>();
  // One that is listed twice is one.
  return models.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/**
 * The model that a user means by a name: the one that is listed by it, or as Ollama lists its default tag; else the only
 * one with this alias, or the only file of this name, since llama-server lists the path that it was started with.
 */
function modelMeant(name: string, models: readonly ListedModel[]): ListedModel | undefined {
  const exact = models.find(({ id }) => id === name || id === `${name}:latest`);
  if (exact !== undefined) {
    return exact;
  }
  const [alias, ...otherAliases] = models.filter(({ aliases }) => aliases.includes(name));
  if (alias !== undefined && otherAliases.length === 0) {
    return alias;
  }
  const [file, ...otherFiles] = models.filter(({ id }) => fileName(id) === fileName(name));
  return otherFiles.length === 0 ? file : undefined;
}

/** `/models/Qwen3-VL-8B-Q4_K_M.gguf` and `Qwen3-VL-8B-Q4_K_M` are one; an owner before the name is not left out. */
function fileName(name: string): string {
  const base = /\.gguf$/i.test(name) ? (name.split(/[/\\]/).at(-1) ?? name) : name;
  return base.replace(/\.gguf$/i, '');
}

/** Also listed by LM Studio and others, and of no use for questions. */
const EMBEDDING = /(?:^|[-_/.])embed/i;

/**
 * The model that is asked for, on all servers the same: that of `describe.model`, or the only one that the first
 * server lists.
 */
export class ModelChoice {
  #name: string;

  /** @param name as in `describe.model` */
  constructor(name: string) {
    this.#name = name;
  }

  /** As in `describe.model`; once a server was asked, the name of its only model if that was left out. */
  get name(): string {
    return this.#name;
  }

  /**
   * The model as this server lists it.
   *
   * @throws ModelUnknownError, ModelNotChosenError
   */
  among(models: readonly ListedModel[], url: string): ListedModel {
    const meant = modelMeant(this.#name, models);
    if (meant !== undefined) {
      return meant;
    }
    const usable = models.filter(({ id }) => !EMBEDDING.test(id));
    if (this.#name !== ONLY_MODEL) {
      throw new ModelUnknownError(this.#name, url, idsOf(usable));
    }
    const [only, ...others] = usable;
    if (only === undefined || others.length > 0) {
      throw new ModelNotChosenError(url, idsOf(usable));
    }
    // Where the file lies on the server's disk is none of the record's business.
    this.#name = fileName(only.id);
    return only;
  }
}

/** Of a long list of models, an error names so many. */
const MOST_NAMES = 10;

export function idsOf(models: readonly ListedModel[]): string[] {
  return models.slice(0, MOST_NAMES).map(({ id }) => id);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** A name goes into records and onto the terminal: one that a terminal would act on is none. */
function isName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= LONGEST_NAME &&
    printable(value) === value
  );
}
