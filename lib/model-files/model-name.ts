import { readdirSync, statSync } from 'node:fs';
import { isGgufFile } from './file-names.ts';
import type { ModelSettings } from './types.ts';

/** A repository of the hub, and which of its models is meant. */
export type HubModel = {
  /** `owner/name` */
  repository: string;
  /** A quantisation such as `Q4_K_M`, or the path of a file in the repository. */
  variant: string | undefined;
};

/** Names as the hub allows them: 96 letters, digits, `-`, `_` and `.`, no `--` or `..`. */
const PART = String.raw`(?![^/:]*(?:--|\.\.))[A-Za-z0-9_](?:[\w.-]{0,94}[A-Za-z0-9_])?`;
const HUB_MODEL = new RegExp(`^(${PART}(?=/)/${PART})(?::([^:]+))?$`);

/** The ending of a repository's name whose files are GGUF. */
const GGUF_REPOSITORY = /[-_.]gguf$/i;

/** Models of this owner are in the format of MLX: `Qwen3-VL-8B-Instruct-4bit`. */
const MLX_NAME =
  /^mlx-community\/(Qwen(?:2\.5|3)-VL-[\w.-]+?)(?:-\d+bit|-bf16|-(?:mx|nv)fp\d)(?:-\w+)?$/i;

/** What `describe.model` names on the hub; `undefined` when it cannot be a repository's name. */
export function parseHubModel(model: string): HubModel | undefined {
  const [, repository, variant] = HUB_MODEL.exec(model) ?? [];
  return repository === undefined ? undefined : { repository, variant };
}

/**
 * Whether the settings mean a model in GGUF: `owner/Name-GGUF`, with `:Q4_K_M` behind it or not, the
 * path of a `.gguf` file, or a folder that holds one. Never asks the network.
 */
export function isGgufModel({ model, model_path }: ModelSettings): boolean {
  if (model_path !== undefined) {
    return isGgufFile(model_path) || holdsGguf(model_path);
  }
  return isGgufFile(model) || GGUF_REPOSITORY.test(parseHubModel(model)?.repository ?? '');
}

const GGUF_REPOSITORY_WITHIN = /(?:^|[\s/])([\w.-]+\/[\w.-]+[-_.]gguf)(?![\w.-])(?::([\w.-]+))?/i;

/** The repository that is meant by its address on the hub, or by its name with blanks or a branch. */
export function ggufRepositoryWithin(model: string): string | undefined {
  const [, repository, variant] = GGUF_REPOSITORY_WITHIN.exec(model.slice(0, 300)) ?? [];
  const name = variant === undefined ? repository : `${repository}:${variant}`;
  return name !== undefined && isGgufModel({ model: name }) ? name : undefined;
}

/** The repository that has the same model in GGUF as one in the format of MLX; `undefined` when none is known. */
export function ggufTwin(model: string): string | undefined {
  const name = MLX_NAME.exec(model)?.[1];
  if (name === undefined) {
    return undefined;
  }
  // Qwen publishes GGUF files of Qwen3-VL; those of Qwen2.5-VL are llama.cpp's own.
  return /^Qwen3/i.test(name) ? `Qwen/${name}-GGUF` : `ggml-org/${name}-GGUF`;
}

function holdsGguf(folder: string): boolean {
  try {
    return statSync(folder).isDirectory() && readdirSync(folder).some(isGgufFile);
  } catch {
    // Whoever looks for the files tells what is wrong with it.
    return false;
  }
}
