import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { clipFolder } from '../clips.ts';
import { writeTinyGguf } from './tiny-gguf.ts';

const inFolder = clipFolder();

describe('the tiny model for llama.cpp', () => {
  it('is two GGUF files of version 3, together under 1 MB, with as many bytes as their tensors need', () => {
    const { model, projector } = writeTinyGguf(inFolder('model'));
    for (const [file, architecture, tensors] of [
      [model, 'llama', 21],
      [projector, 'clip', 22],
    ] as const) {
      const bytes = readFileSync(file);
      assert.equal(bytes.toString('latin1', 0, 4), 'GGUF');
      assert.equal(bytes.readUInt32LE(4), 3);
      assert.equal(bytes.readBigUInt64LE(8), BigInt(tensors));
      // The first key, its type (8, a text) and its value, each text behind its length.
      assert.equal(bytes.toString('utf8', 32, 52), 'general.architecture');
      assert.equal(bytes.readUInt32LE(52), 8);
      assert.equal(bytes.toString('utf8', 64, 64 + architecture.length), architecture);
      assert.equal(bytes.length % 32, 0);
      assert(bytes.length < 500_000, `${bytes.length} bytes`);
    }
  });

  it('is the same with the same seed, and another with another', () => {
    const contents = (name: string, seed: number): Buffer =>
      readFileSync(writeTinyGguf(inFolder(name), { seed }).model);
    assert.deepEqual(contents('once', 7), contents('twice', 7));
    assert.notDeepEqual(contents('once', 7), contents('other', 8));
  });
});
