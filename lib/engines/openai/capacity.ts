import { isMapping } from '../../util/mapping.ts';
import { type Address, call } from './call.ts';
import { ModelServerError } from './errors.ts';

/** How many clips vLLM is asked at a time: it works on all at once, and gains until memory is full. */
const VLLM_SLOTS = 8;

/** Upper bound on the slots that a server may report. */
const MOST_SLOTS = 64;

/** How long each request may take, in s. */
const REQUEST_TIMEOUT_SECONDS = 5;

/**
 * How many clips a server works on at the same time: llama-server tells (`total_slots` in `/props`, or its
 * idle and busy slots in `/health`), vLLM has no fixed number, and the others work on one.
 */
export async function capacityOf(
  address: Address,
  models: readonly { ownedBy: string }[],
  signal: AbortSignal,
): Promise<number> {
  const owners = new Set(models.map(({ ownedBy }) => ownedBy));
  if (owners.has('vllm')) {
    return VLLM_SLOTS;
  }
  if (!owners.has('llamacpp')) {
    return 1;
  }
  const props = await asked(address, '../props', signal);
  const health = await asked(address, '../health', signal);
  const slots =
    number(props.total_slots) || number(health.slots_idle) + number(health.slots_processing);
  return Math.min(MOST_SLOTS, Math.max(1, slots));
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
    return status === 200 && isMapping(json) ? json : {};
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
