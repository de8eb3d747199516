import { isMapping } from '../../util/mapping.ts';
import { type Address, call } from './call.ts';
import { ModelServerError } from './errors.ts';
import type { ListedModel } from './listed-models.ts';

/** How many clips vLLM is asked about at a time: it works on all at once, and gains until memory is full. */
const VLLM_SLOTS = 8;

/** Upper bound on the slots that a server may report. */
const MOST_SLOTS = 64;

/** How many slots llama-server has when `-np` is left out, which then share one context. */
const LLAMA_DEFAULT_SLOTS = 4;

/** How long each request may take, in s. */
const REQUEST_TIMEOUT_SECONDS = 5;

/** What a server has room for, as far as it tells. */
export type Capacity = {
  /** How many clips it works on at the same time. */
  slots: number;
  /** Tokens of one question and its answer. */
  contextTokens: number | undefined;
  /** Whether that is the context of all slots together. */
  isShared: boolean;
  /** Whether a request may name its slot, and slots tell what they hold. */
  pinsSlots: boolean;
  /** The setting that makes the context larger. */
  setting: string;
};

export const UNKNOWN_CAPACITY: Capacity = {
  slots: 1,
  contextTokens: undefined,
  isShared: false,
  pinsSlots: false,
  setting: 'its context',
};

/**
 * Slots and context of a server: llama-server tells (`/props`, older ones their idle and busy slots in `/health`),
 * vLLM has no fixed number of slots and lists its `max_model_len`, and the others are asked about one clip at a time.
 */
export async function capacityOf(
  address: Address,
  { id, ownedBy, contextTokens }: ListedModel,
  signal: AbortSignal,
): Promise<Capacity> {
  if (ownedBy === 'vllm') {
    return {
      ...UNKNOWN_CAPACITY,
      slots: VLLM_SLOTS,
      contextTokens,
      setting: '--max-model-len',
    };
  }
  if (ownedBy !== 'llamacpp') {
    return { ...UNKNOWN_CAPACITY, contextTokens };
  }
  const own = await asked(address, '../props', signal);
  // One that has several models loads them when they are asked for, each with slots of its own.
  const props =
    own.role === 'router'
      ? await asked(address, `../props?model=${encodeURIComponent(id)}`, signal)
      : own;
  const health = await asked(address, '../health', signal);
  const slots =
    number(props.total_slots) || number(health.slots_idle) + number(health.slots_processing);
  const settings = isMapping(props.default_generation_settings)
    ? props.default_generation_settings
    : {};
  return {
    slots: Math.min(MOST_SLOTS, Math.max(1, slots)),
    contextTokens: number(settings.n_ctx) || undefined,
    isShared: slots === LLAMA_DEFAULT_SLOTS,
    pinsSlots: slots > 1 && (await areIdle(address, signal)),
    setting: '-c',
  };
}

/** Whether nobody would have to wait for the two slots that are tried. */
async function areIdle(address: Address, signal: AbortSignal): Promise<boolean> {
  const [first, second] = await slotsOf(address, signal);
  return [first, second].every((slot) => isMapping(slot) && slot.is_processing === false);
}

async function slotsOf(address: Address, signal: AbortSignal): Promise<unknown[]> {
  const { list } = await asked(address, '../slots', signal);
  return Array.isArray(list) ? list : [];
}

/**
 * Whether the slots of a llama-server share one context, which it does not say. But where they do, a slot that is idle
 * is cleared when another begins, to make room (`--cache-idle-slots`).
 *
 * @param tokens read by slot 0 before slot 1 was used
 * @returns `undefined` when it does not show
 */
export async function sharesContext(
  address: Address,
  tokens: number,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const [first] = await slotsOf(address, signal);
  const kept = isMapping(first) && first.id === 0 ? first.n_prompt_tokens : undefined;
  if (kept === 0) {
    return true;
  }
  // Anything else is another client's; whether the token said counts depends on the version.
  return typeof kept === 'number' && Math.abs(kept - tokens) <= 1 ? false : undefined;
}

/** What it tells beside the API, if it does. */
async function asked(
  address: Address,
  path: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  try {
    // With the key, without which a secured llama-server does not tell.
    const { status, json } = await call(address, path, undefined, REQUEST_TIMEOUT_SECONDS, signal);
    if (status !== 200) {
      return {};
    }
    return isMapping(json) ? json : { list: json };
  } catch (error) {
    if (error instanceof ModelServerError) {
      return {};
    }
    throw error;
  }
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
