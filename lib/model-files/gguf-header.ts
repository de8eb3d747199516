import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { ModelFileInvalidError } from './errors.ts';
import { tensorBytes } from './quantizations.ts';

/** What stands in a header, except long texts and lists such as the vocabulary. */
export type GgufValue = string | number | boolean | number[];
export type GgufHeader = {
  file: string;
  /** Of the file. */
  bytes: number;
  values: ReadonlyMap<string, GgufValue>;
  /** Also of values that were skipped. */
  keys: ReadonlySet<string>;
};

/*
 * Limits far above any model there is: files come from strangers. The largest vocabularies take 20 MB,
 * large models have 2,000 tensors and 60 keys.
 */
const LONGEST_HEADER = 64 * 2 ** 20;
const MOST_KEYS = 10_000;
const MOST_TENSORS = 200_000;
const LONGEST_NAME = 4096;
const MOST_DIMENSIONS = 8;

/** Texts and lists above are skipped, in bytes and values. */
const LONGEST_TEXT = 512;
const LONGEST_LIST = 1024;

const WINDOW_BYTES = 256 * 1024;

/** How a file begins that Git LFS has not yet filled: `version https://git-lfs…`. */
const GIT_LFS = 'vers';

/** Versions 2 and 3 have the same layout; version 1 is no longer read by llama.cpp. */
const VERSIONS = [2, 3];
const DEFAULT_ALIGNMENT = 32;

/** Numbers of GGUF's value types. */
const TEXT = 8;
const LIST = 9;
const SCALARS: Readonly<Record<number, { bytes: number; read(view: DataView): number | boolean }>> =
  {
    0: { bytes: 1, read: (view) => view.getUint8(0) },
    1: { bytes: 1, read: (view) => view.getInt8(0) },
    2: { bytes: 2, read: (view) => view.getUint16(0, true) },
    3: { bytes: 2, read: (view) => view.getInt16(0, true) },
    4: { bytes: 4, read: (view) => view.getUint32(0, true) },
    5: { bytes: 4, read: (view) => view.getInt32(0, true) },
    6: { bytes: 4, read: (view) => view.getFloat32(0, true) },
    7: { bytes: 1, read: (view) => view.getUint8(0) !== 0 },
    10: { bytes: 8, read: (view) => Number(view.getBigUint64(0, true)) },
    11: { bytes: 8, read: (view) => Number(view.getBigInt64(0, true)) },
    12: { bytes: 8, read: (view) => view.getFloat64(0, true) },
  };

/**
 * Reads the header of a GGUF file and checks that all of its tensors are in the file: llama.cpp
 * crashes on junk, and on files that were cut off.
 *
 * @throws ModelFileInvalidError
 */
export function readGgufHeader(file: string): GgufHeader {
  let descriptor: number | undefined;
  try {
    // A pipe would be waited for without end.
    if (!statSync(file).isFile()) {
      throw new ModelFileInvalidError(file, 'it is not a file');
    }
    descriptor = openSync(file, 'r');
    return readHeader(new Reader(file, descriptor, fstatSync(descriptor).size));
  } catch (error) {
    throw error instanceof ModelFileInvalidError
      ? error
      : new ModelFileInvalidError(file, `it cannot be read: ${messageOf(error)}`);
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

function readHeader(reader: Reader): GgufHeader {
  const { file, size } = reader;
  const magic = reader.text(Math.min(4, size));
  if (magic !== 'GGUF') {
    throw new ModelFileInvalidError(
      file,
      magic === GIT_LFS
        ? 'it only points to its contents, which `git lfs pull` gets'
        : 'it does not begin with GGUF',
    );
  }
  const version = reader.uint32();
  if (!VERSIONS.includes(version)) {
    throw new ModelFileInvalidError(
      file,
      version > 0xffff
        ? 'it is written for big-endian processors'
        : `it is GGUF version ${version}, and versions ${VERSIONS.join(' and ')} are read`,
    );
  }
  const tensors = reader.count(MOST_TENSORS, 'tensors');
  const keyCount = reader.count(MOST_KEYS, 'keys');
  const values = new Map<string, GgufValue>();
  const keys = new Set<string>();
  for (let index = 0; index < keyCount; index++) {
    const key = reader.text(reader.count(LONGEST_NAME, 'letters in a key'));
    const value = readValue(reader, reader.uint32());
    keys.add(key);
    if (value !== undefined) {
      values.set(key, value);
    }
  }
  const extent = readExtent(reader, tensors);
  const alignment = alignmentOf(file, values.get('general.alignment'));
  const needed = Math.ceil(reader.position / alignment) * alignment + extent;
  if (tensors > 0 && size < needed) {
    throw new ModelFileInvalidError(
      file,
      `it is cut off: it has ${size} bytes of at least ${needed}`,
    );
  }
  return { file, bytes: size, values, keys };
}

/** The value, or `undefined` for one that was skipped. */
function readValue(reader: Reader, type: number): GgufValue | undefined {
  const scalar = SCALARS[type];
  if (scalar !== undefined) {
    return scalar.read(reader.view(scalar.bytes));
  }
  if (type === TEXT) {
    const length = reader.count(LONGEST_HEADER, 'letters');
    return length > LONGEST_TEXT ? reader.skip(length) : reader.text(length);
  }
  if (type !== LIST) {
    throw new ModelFileInvalidError(reader.file, `it has a value of the unknown type ${type}`);
  }
  const elementType = reader.uint32();
  const length = reader.count(LONGEST_HEADER, 'values in a list');
  if (elementType === TEXT) {
    for (let index = 0; index < length; index++) {
      reader.skip(reader.count(LONGEST_HEADER, 'letters'));
    }
    return undefined;
  }
  const element = SCALARS[elementType];
  if (element === undefined) {
    throw new ModelFileInvalidError(reader.file, `it has a list of the type ${elementType}`);
  }
  return length > LONGEST_LIST
    ? reader.skip(length * element.bytes)
    : Array.from({ length }, () => Number(element.read(reader.view(element.bytes))));
}

/** Where the last tensor ends, from the beginning of the tensors' data, in bytes. */
function readExtent(reader: Reader, tensors: number): number {
  let extent = 0;
  for (let index = 0; index < tensors; index++) {
    reader.skip(reader.count(LONGEST_NAME, 'letters in the name of a tensor'));
    const dimensions = reader.uint32();
    if (dimensions > MOST_DIMENSIONS) {
      throw new ModelFileInvalidError(reader.file, `it has a tensor of ${dimensions} dimensions`);
    }
    let size = 1;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      size *= reader.uint64();
    }
    const type = reader.uint32();
    const offset = reader.uint64();
    extent = Math.max(extent, offset + tensorBytes(type, size));
  }
  return extent;
}

function alignmentOf(file: string, value: GgufValue = DEFAULT_ALIGNMENT): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 2 ** 20) {
    throw new ModelFileInvalidError(file, `its alignment is ${value}`);
  }
  return value;
}

/** Reads a file from its beginning, a window at a time. */
class Reader {
  readonly file: string;
  readonly size: number;
  position = 0;
  readonly #descriptor: number;
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #windowStart = 0;
  #windowLength = 0;

  constructor(file: string, descriptor: number, size: number) {
    this.file = file;
    this.size = size;
    this.#descriptor = descriptor;
  }

  uint32(): number {
    return this.#window.readUInt32LE(this.#take(4));
  }

  /** Not exact from 2^53 on, which no number here may be. */
  uint64(): number {
    const at = this.#take(8);
    return this.#window.readUInt32LE(at) + this.#window.readUInt32LE(at + 4) * 2 ** 32;
  }

  /** A number of things that follow; each takes a byte at least. */
  count(most: number, what: string): number {
    const count = this.uint64();
    if (count > most) {
      throw new ModelFileInvalidError(this.file, `it claims ${count} ${what}`);
    }
    if (count > this.size - this.position) {
      throw new ModelFileInvalidError(
        this.file,
        `it is cut off: its header claims ${count} ${what}, and only ${this.size - this.position} bytes follow`,
      );
    }
    return count;
  }

  text(length: number): string {
    const at = this.#take(length);
    return this.#window.toString('utf8', at, at + length);
  }

  view(length: number): DataView {
    const at = this.#take(length);
    return new DataView(this.#window.buffer, this.#window.byteOffset + at, length);
  }

  skip(length: number): undefined {
    this.#claim(length);
    this.position += length;
  }

  /** Where the next bytes are in the window. */
  #take(length: number): number {
    this.#claim(length);
    if (
      this.position + length > this.#windowStart + this.#windowLength ||
      this.position < this.#windowStart
    ) {
      this.#fill();
    }
    const start = this.position - this.#windowStart;
    if (start + length > this.#windowLength) {
      throw new ModelFileInvalidError(this.file, 'it became shorter while it was read');
    }
    this.position += length;
    return start;
  }

  #claim(length: number): void {
    if (this.position + length > Math.min(this.size, LONGEST_HEADER)) {
      throw new ModelFileInvalidError(
        this.file,
        this.position + length > this.size
          ? `it is cut off: it has ${this.size} bytes, and its header is longer`
          : `its header is longer than ${LONGEST_HEADER / 2 ** 20} MB`,
      );
    }
  }

  #fill(): void {
    this.#windowStart = this.position;
    this.#windowLength = 0;
    while (this.#windowLength < WINDOW_BYTES) {
      const read = readSync(
        this.#descriptor,
        this.#window,
        this.#windowLength,
        WINDOW_BYTES - this.#windowLength,
        this.#windowStart + this.#windowLength,
      );
      if (read === 0) {
        return;
      }
      this.#windowLength += read;
    }
  }
}
