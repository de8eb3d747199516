import { isMapping } from '../../util/mapping.ts';

/** A model in the list of a server. */
export type ListedModel = {
  id: string;
  ownedBy: string;
  /** Other names that the server knows it by. */
  aliases: string[];
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
  return json.data.slice(0, MOST_MODELS).flatMap((model: unknown) =>
    isMapping(model) && isName(model.id)
      ? [
          {
            id: model.id,
            ownedBy: typeof model.owned_by === 'string' ? model.owned_by : '',
            aliases: Array.isArray(model.aliases)
              ? model.aliases.slice(0, MOST_ALIASES).filter(isName)
              : [],
          },
        ]
      : [],
  );
}

/**
 * The model that a user means by a name: the one that is listed by it, or as Ollama lists its default tag; else the only
 * one with this alias, or the only file of this name, since llama-server lists the path that it was started with.
 */
export function modelMeant(name: string, models: readonly ListedModel[]): string | undefined {
  const exact = models.find(({ id }) => id === name || id === `${name}:latest`);
  if (exact !== undefined) {
    return exact.id;
  }
  const [alias, ...otherAliases] = models.filter(({ aliases }) => aliases.includes(name));
  if (alias !== undefined && otherAliases.length === 0) {
    return alias.id;
  }
  const [file, ...otherFiles] = models.filter(({ id }) => fileName(id) === fileName(name));
  return otherFiles.length === 0 ? file?.id : undefined;
}

/** `/models/Qwen3-VL-8B-Q4_K_M.gguf` and `Qwen3-VL-8B-Q4_K_M` are one; an owner before the name is not left out. */
function fileName(name: string): string {
  const base = /\.gguf$/i.test(name) ? (name.split(/[/\\]/).at(-1) ?? name) : name;
  return base.replace(/\.gguf$/i, '');
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_NAME;
}
