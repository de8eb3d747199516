import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VlogDescribeError } from '../../lib/errors.ts';
import {
  findModelFiles,
  ggufTwin,
  isGgufModel,
  type ModelFiles,
} from '../../lib/model-files/index.ts';
import { sha256Of } from '../support/hub.ts';
import { hostileHeader, model, projector } from './gguf-file.ts';

describe('a model in GGUF on the disk', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const find = (path = folder): Promise<ModelFiles> =>
    findModelFiles({ model: 'mine', model_path: path }, () => {}, new AbortController().signal);
  const refused = async (path: string, code: string, message: RegExp): Promise<void> => {
    await assert.rejects(find(path), (error: VlogDescribeError) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'model-files-'));
    writeFileSync(at('Tiny-Q4_K_M.gguf'), model());
    writeFileSync(at('mmproj-Tiny-F16.gguf'), projector());
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is found by its folder, with what its headers tell', async () => {
    const files = await find();

    assert.equal(files.model, at('Tiny-Q4_K_M.gguf'));
    assert.equal(files.projector, at('mmproj-Tiny-F16.gguf'));
    assert.equal(files.bytes, model().length + projector().length);
    assert.equal(files.sha256, sha256Of(model()));
    assert.equal(files.quantization, 'Q4_K_M');
    assert.deepEqual(files.facts, {
      architecture: 'qwen3vl',
      name: 'Qwen3 VL Tiny',
      quantization: 'Q4_K_M',
      contextLength: 262_144,
      layers: 36,
      embeddingLength: 2560,
      heads: 32,
      keyValueHeads: 8,
      contextBytesPerToken: 147_456,
      hasChatTemplate: true,
      usesMrope: true,
      projector: {
        type: 'qwen3vl_merger',
        patchSize: 16,
        imageSize: 768,
        scaledSize: undefined,
        mergeSize: 2,
        projectionLength: 2560,
      },
    });
  });

  it('is found by its file, by a link to it, and by describe.model alone', async () => {
    const file = at('Tiny-Q4_K_M.gguf');
    mkdirSync(at('linked'));
    symlinkSync(file, at('linked/a.gguf'));
    symlinkSync(at('mmproj-Tiny-F16.gguf'), at('linked/mmproj.gguf'));

    assert.equal((await find(file)).model, file);
    assert.equal((await find(at('linked'))).model, at('linked/a.gguf'));
    assert.equal(
      (await findModelFiles({ model: file }, () => {}, new AbortController().signal)).model,
      file,
    );
  });

  it('of several parts is its first part, whichever is named; a missing part is an error', async () => {
    rmSync(at('Tiny-Q4_K_M.gguf'));
    for (const part of [1, 2, 3]) {
      writeFileSync(at(`Big-Q8_0-0000${part}-of-00003.gguf`), model());
    }
    const first = at('Big-Q8_0-00001-of-00003.gguf');

    assert.equal((await find()).model, first);
    assert.equal((await find(at('Big-Q8_0-00003-of-00003.gguf'))).model, first);
    assert.equal((await find()).bytes, 3 * model().length + projector().length);
    rmSync(at('Big-Q8_0-00002-of-00003.gguf'));
    await refused(folder, 'MODEL_FILES_MISSING', /missing \(Big-Q8_0-00002-of-00003\.gguf\)/);
  });

  it('that may be one of several is an error that lists them; so are two projectors', async () => {
    writeFileSync(at('Tiny-Q8_0.gguf'), model());

    await refused(folder, 'MODEL_FILES_AMBIGUOUS', /model: Tiny-Q4_K_M\.gguf, Tiny-Q8_0\.gguf/);
    assert.equal((await find(at('Tiny-Q8_0.gguf'))).model, at('Tiny-Q8_0.gguf'));
    writeFileSync(at('mmproj-Tiny-Q8_0.gguf'), projector());
    await refused(at('Tiny-Q8_0.gguf'), 'MODEL_FILES_AMBIGUOUS', /projector: mmproj-Tiny-F16/);
  });

  it('is found beside folders of such names and what macOS leaves on disks of other systems', async () => {
    mkdirSync(at('old.gguf'));
    writeFileSync(at('._Tiny-Q4_K_M.gguf'), 'Mac OS X');
    writeFileSync(at('._mmproj-Tiny-F16.gguf'), 'Mac OS X');

    assert.equal((await find()).model, at('Tiny-Q4_K_M.gguf'));
    assert.equal((await find(at('Tiny-Q4_K_M.gguf'))).projector, at('mmproj-Tiny-F16.gguf'));
  });

  it('without a projector reads only text, which is an error', async () => {
    rmSync(at('mmproj-Tiny-F16.gguf'));

    await refused(folder, 'PROJECTOR_MISSING', /no mmproj\*\.gguf/);
  });

  it('that is no model or no projector is told apart from one', async () => {
    writeFileSync(at('Tiny-Q4_K_M.gguf'), projector());
    await refused(folder, 'MODEL_FILE_INVALID', /Tiny-Q4_K_M.gguf .*is a projector/);

    writeFileSync(at('Tiny-Q4_K_M.gguf'), model({ 'general.type': 'adapter' }));
    await refused(folder, 'MODEL_FILE_INVALID', /Tiny-Q4_K_M.gguf .*of the type adapter/);

    writeFileSync(at('Tiny-Q4_K_M.gguf'), model());
    writeFileSync(at('mmproj-Tiny-F16.gguf'), model());
    await refused(folder, 'MODEL_FILE_INVALID', /mmproj-Tiny-F16.gguf .*is a model \(qwen3vl\)/);

    await refused(at('mmproj-Tiny-F16.gguf'), 'MODEL_FILES_MISSING', /Name the model/);
    await refused(at('missing'), 'MODEL_FILES_MISSING', /no such file/);
  });

  it('that Git LFS has not yet filled says how to fill it', async () => {
    writeFileSync(
      at('Tiny-Q4_K_M.gguf'),
      'version https://git-lfs.github.com/spec/v1\noid sha256:0',
    );

    await refused(folder, 'MODEL_FILE_INVALID', /git lfs pull/);
  });

  it('that is a pipe is not waited for', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    execFileSync('mkfifo', [at('pipe-Q8_0.gguf')]);

    await refused(at('pipe-Q8_0.gguf'), 'MODEL_FILE_INVALID', /not a file/);
  });

  it('that needs more memory than there is is an error that says how much', async function () {
    if (existsSync('/proc/driver/nvidia/gpus')) {
      this.skip();
    }
    const vast = model({ 'qwen3vl.block_count': { uint32: 2 ** 31 } });
    writeFileSync(at('Tiny-Q4_K_M.gguf'), vast);

    await refused(
      folder,
      'MODEL_TOO_LARGE',
      /needs \d+\.\d GB of memory, and there are \d+\.\d GB/,
    );
  });

  it('with the projector of another model is an error that names both', async () => {
    const foreign = projector({ 'clip.vision.projection_dim': { uint32: 4096 } });
    writeFileSync(at('mmproj-Tiny-F16.gguf'), foreign);

    await refused(folder, 'PROJECTOR_FOREIGN', /mmproj-Tiny.*Tiny-Q4_K_M.*4096.*2560/);
  });

  it('that is cut off is an error that says so, wherever it ends', async () => {
    const { length } = model();
    for (let size = length - 1; size >= 0; size = size > 900 ? size - 900 : size - 37) {
      truncateSync(at('Tiny-Q4_K_M.gguf'), size);
      await refused(folder, 'MODEL_FILE_INVALID', size < 4 ? /begin with GGUF/ : /cut off/);
    }
  });

  it('made to exhaust memory is refused without reading on', async () => {
    const hostile = {
      'a claim of tensors': hostileHeader(2n ** 63n, 0n),
      'a claim of keys': hostileHeader(0n, 2n ** 40n),
      'a long key': hostileHeader(0n, 1n, 2n ** 62n),
      'a long text': hostileHeader(0n, 1n, 1n, 'k', [8, 0, 0, 0], 2n ** 33n),
      'a long list': hostileHeader(0n, 1n, 1n, 'k', [9, 0, 0, 0, 8, 0, 0, 0], 2n ** 60n),
      'lists in lists': hostileHeader(0n, 1n, 1n, 'k', [9, 0, 0, 0, 9, 0, 0, 0], 4n),
      'an unknown type': hostileHeader(0n, 1n, 1n, 'k', [99, 0, 0, 0]),
      'many dimensions': hostileHeader(1n, 0n, 1n, 't', [255, 255, 255, 255]),
      'a huge tensor': hostileHeader(1n, 0n, 1n, 't', [2, 0, 0, 0], 2n ** 40n, 2n ** 40n),
    };
    for (const [what, bytes] of Object.entries(hostile)) {
      writeFileSync(at('Tiny-Q4_K_M.gguf'), bytes);
      await refused(folder, 'MODEL_FILE_INVALID', /claims|type|dimensions|cut off/).catch(
        (error) => {
          throw new Error(what, { cause: error });
        },
      );
    }
  });

  it('in a version of the format that is not read is an error that says which', async () => {
    const bytes = model();
    bytes.writeUInt32LE(1, 4);
    writeFileSync(at('Tiny-Q4_K_M.gguf'), bytes);
    await refused(folder, 'MODEL_FILE_INVALID', /version 1/);

    bytes.writeUInt32BE(3, 4);
    writeFileSync(at('Tiny-Q4_K_M.gguf'), bytes);
    await refused(folder, 'MODEL_FILE_INVALID', /big-endian/);
  });
});

describe('the name of a model', () => {
  it('says whether it is in GGUF, without network', () => {
    for (const model of [
      'Qwen/Qwen3-VL-4B-Instruct-GGUF',
      'a/b-gguf:Q8_0',
      'models/a.gguf',
      'a.gguf',
      '/a/b.gguf',
      'C:\\a.gguf',
    ]) {
      assert(isGgufModel({ model }), model);
    }
    for (const model of [
      'measured',
      'qwen3-vl:8b',
      'Qwen/Qwen3-VL-8B-Instruct',
      '../x-GGUF',
      'a/../b-GGUF',
    ]) {
      assert(!isGgufModel({ model }), model);
    }
    assert(!isGgufModel({ model: 'a/b-GGUF', model_path: 'models/missing' }));
  });

  it('in the format of MLX has a twin in GGUF', () => {
    assert.equal(
      ggufTwin('mlx-community/Qwen3-VL-8B-Instruct-4bit'),
      'Qwen/Qwen3-VL-8B-Instruct-GGUF',
    );
    assert.equal(
      ggufTwin('mlx-community/Qwen3-VL-2B-Instruct-bf16'),
      'Qwen/Qwen3-VL-2B-Instruct-GGUF',
    );
    assert.equal(
      ggufTwin('mlx-community/Qwen2.5-VL-7B-Instruct-4bit'),
      'ggml-org/Qwen2.5-VL-7B-Instruct-GGUF',
    );
    assert.equal(ggufTwin('mlx-community/llava-1.5-7b-4bit'), undefined);
  });
});
