import type { LoadProgress } from '../engine.ts';
import type { ChatMessage } from '../openai/chat.ts';

/**
 * A binding of llama.cpp that runs in this process: what the engine needs of one. Calls come one after the other.
 * After one that failed, nothing more is asked of it, and its process is ended.
 */
export interface LlamaBinding {
  /** @throws VlogDescribeError that says why the model cannot be loaded */
  load(order: LoadOrder, onProgress: (progress: LoadProgress) => void): Promise<BindingFacts>;
  /** Counts what messages and pictures take as a prompt. */
  count(messages: readonly ChatMessage[]): Promise<PromptTokens>;
  ask(question: ChatQuestion): Promise<ChatAnswer>;
  end(): Promise<void>;
}

/** What a local model may run on, as in `describe.device`. */
export const DEVICES = ['cpu', 'metal', 'cuda', 'vulkan'] as const;
export type Device = (typeof DEVICES)[number];

export type LoadOrder = {
  /** As in `describe.model`, for messages. */
  name: string;
  /** Absolute paths. */
  model: string;
  projector: string;
  /** Tokens that fit into prompt and answer together. */
  context: number;
  /** The best there is when left out. */
  device?: Device;
};

export type BindingFacts = {
  /** The package and its version, and the build of llama.cpp inside. */
  build: string;
  /** What the model runs on, such as `CUDA0`. */
  device: string;
};

export type PromptTokens = {
  /** Of the texts, with the marks around pictures. */
  text: number;
  /** Positions of all pictures together. */
  pictures: number;
};

export type ChatQuestion = {
  messages: readonly ChatMessage[];
  /** That the answer is held to. */
  schema: object;
  maxTokens: number;
  temperature: number;
};

export type ChatAnswer = {
  text: string;
  /** How many tokens the model wrote. */
  tokens: number;
  /** Whether the end of the context ended it. */
  metContextEnd: boolean;
};
