/** A part of all clips: `{ current: 2, total: 8 }` is the second of eight. */
export type Shard = {
  /** From 1 to `total`. */
  current: number;
  total: number;
};

/** So that a shard's port is one. */
const MOST_SHARDS = 10_000;

/** What a shard must be, for messages. */
export const EXPECTED_SHARD = 'a part such as 2/8, the second of eight';

/** The shard in a text such as `2/8`; `undefined` when it is none. */
export function parseShard(text: string): Shard | undefined {
  const [, current, total] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const shard = { current: Number(current), total: Number(total) };
  return isShard(shard) ? shard : undefined;
}

/** As it is written: `2/8`. */
export function shardText({ current, total }: Shard): string {
  return `${current}/${total}`;
}

function isShard({ current, total }: Shard): boolean {
  return Number.isSafeInteger(current) && current >= 1 && current <= total && total <= MOST_SHARDS;
}
