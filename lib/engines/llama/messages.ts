import type { ChatMessage } from '../openai/chat.ts';
import type { BindingFacts, ChatAnswer, ChatQuestion, LoadOrder, PromptTokens } from './binding.ts';

/** What the model process is told: one call of the binding each. */
export type Order =
  | { kind: 'load'; order: LoadOrder }
  | { kind: 'count'; messages: readonly ChatMessage[] }
  | { kind: 'ask'; question: ChatQuestion };

/** What it answers to each order. */
export type Result =
  | { kind: 'loaded'; facts: BindingFacts }
  | { kind: 'counted'; tokens: PromptTokens }
  | { kind: 'answered'; answer: ChatAnswer };
