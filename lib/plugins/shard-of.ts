import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type Vinyl from 'vinyl';
import { previewFolders } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';
import { withoutExtension } from '../record/files.ts';

const TWO_TO_64 = 1n << 64n;

/**
 * What the numbers of a name are multiplied with, the last number first: parts of 2^64 whose multiples
 * spread evenly. The first is the golden ratio's, of which no other is better at that (Fibonacci
 * hashing: Knuth, The Art of Computer Programming, vol. 3, 6.4); then √2's and √3's.
 */
const SPREADS = [0x9e37_79b9_7f4a_7c15n, 0x6a09_e667_f3bc_c909n, 0xbb67_ae85_84ca_a73bn];

/** Which of so many parts a clip is in, from 1. */
export function shardOf(clip: Vinyl, total: number, config: Config): number {
  const place = placeOf(shardKeyOf(clip, config));
  return Number((place * BigInt(total)) / TWO_TO_64) + 1;
}

/**
 * What decides the part of a clip: its path in the preview folder without its extension, as it is on each
 * machine. Clips that would have the same record are in the same part, so that the second of them is
 * found; so are names that only some file systems tell apart, by their case or their Unicode form.
 */
function shardKeyOf(clip: Vinyl, config: Config): string {
  const stem = withoutExtension(clip.path);
  const inFolder = previewFolders(config)
    .map(({ folder }) => relative(resolve(folder), stem))
    .find((path) => path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path));
  const path = inFolder ?? relative(clip.base, stem);
  return path.replaceAll('\\', '/').normalize('NFC').toLowerCase();
}

/**
 * Where among 2^64 places a key is, for good: it depends on nothing else. All but the numbers in it goes by
 * SHA-256. From there each number goes on by even steps, so that clips that are numbered, in whatever
 * steps, are spread more evenly than chance would.
 */
function placeOf(key: string): bigint {
  const numbers = key.match(/\d+/g) ?? [];
  const start = hash(key.replaceAll(/\d+/g, '#'));
  return numbers
    .reverse()
    .reduce(
      (place, number, at) =>
        (place + BigInt(number) * (SPREADS[at] ?? hash(String(at)) | 1n)) % TWO_TO_64,
      start,
    );
}

function hash(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE();
}
