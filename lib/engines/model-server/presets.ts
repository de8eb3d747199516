/** A model server that this package knows how to start. */
export type Preset = {
  /** `{model}`, `{host}` and `{port}` are filled in. */
  command: readonly string[];
  /** How to install the program. */
  install: string;
  /** The only kind of machine it runs on, in terms of `process.platform` and `process.arch`. */
  only?: { platform: string; arch: string; called: string };
};

/** By name, as `describe.server.command` may give it. */
export const PRESETS = {
  mlx: {
    command: 'python3 -m mlx_vlm.server --model {model} --host {host} --port {port}'.split(' '),
    install: 'pip install mlx-vlm',
    only: { platform: 'darwin', arch: 'arm64', called: 'a Mac with Apple silicon' },
  },
  'llama-server': {
    command: 'llama-server -hf {model} --alias {model} --host {host} --port {port}'.split(' '),
    install: 'brew install llama.cpp, or see https://github.com/ggml-org/llama.cpp',
  },
  vllm: {
    command: 'vllm serve {model} --host {host} --port {port}'.split(' '),
    install: 'pip install vllm',
  },
} satisfies Record<string, Preset>;

/** Models of this owner are in the format of MLX. */
const MLX_OWNER = 'mlx-community/';

/** The command to start, and its name in messages. */
export type ServerCommand = {
  name: string;
  command: string | readonly string[];
  /** What `{name}` in it means, besides model, host and port. */
  values?: Readonly<Record<string, string>>;
  /** Added to the environment. */
  env?: Readonly<Record<string, string>>;
  /** That the server asks for; by default that of `describe.server.api_key_env`. */
  apiKey?: string;
  preset?: Preset;
};

/** The parts of `describe` that decide whether a server is started. */
type Settings = {
  model: string;
  server?: { base_url?: unknown; command?: string | readonly string[] | undefined } | undefined;
};

/**
 * The model server to start: that of `describe.server.command`, or MLX's for a model in its format;
 * `undefined` when a server is expected to run already.
 */
export function serverCommandOf({ model, server }: Settings): ServerCommand | undefined {
  const { command, base_url } = server ?? {};
  if (command === undefined) {
    const isMlx = model.startsWith(MLX_OWNER) && base_url === undefined;
    return isMlx ? ofPreset('mlx', PRESETS.mlx) : undefined;
  }
  const words = typeof command === 'string' ? command : command.join(' ');
  const preset = new Map<string, Preset>(Object.entries(PRESETS)).get(words);
  return preset === undefined
    ? { name: `the model server ${words.split(' ', 1)[0]}`, command }
    : ofPreset(words, preset);
}

function ofPreset(name: string, preset: Preset): ServerCommand {
  return { name: `the model server ${name}`, command: preset.command, preset };
}
