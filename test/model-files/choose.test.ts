import { strict as assert } from 'node:assert';
import { VlogDescribeError } from '../../lib/errors.ts';
import { chooseFiles } from '../../lib/model-files/choose.ts';

const PROJECTORS = ['mmproj-F32.gguf', 'mmproj-BF16.gguf', 'mmproj-F16.gguf'];

/** The first file of the chosen model, and the projector. */
function chosen(paths: readonly string[], variant?: string): string[] {
  const files = chooseFiles('a/b-GGUF', paths, variant);
  if (files instanceof VlogDescribeError) {
    throw files;
  }
  return [files.model[0] ?? '', files.projector];
}

describe('the files of a repository', () => {
  const model = (...names: string[]) => [...names.map((name) => `M-${name}.gguf`), ...PROJECTORS];

  it('are those of Q4_K_M, else of what comes nearest: a little larger rather than smaller', () => {
    assert.equal(chosen(model('Q2_K', 'Q8_0', 'Q4_K_M', 'F16'))[0], 'M-Q4_K_M.gguf');
    assert.equal(chosen(model('Q2_K', 'Q4_K_S', 'Q5_K_M', 'F16'))[0], 'M-Q4_K_S.gguf');
    assert.equal(chosen(model('Q2_K', 'Q3_K_M', 'Q6_K', 'BF16'))[0], 'M-Q6_K.gguf');
    assert.equal(chosen(model('F32', 'F16'))[0], 'M-F16.gguf');
    assert.equal(chosen(model('Q1_9'))[0], 'M-Q1_9.gguf');
    assert.equal(chosen(['model.gguf', ...PROJECTORS])[0], 'model.gguf');
  });

  it('are those of the quantisation that is asked for, in any case, or of the file that is named', () => {
    const files = [
      'M-UD-Q4_K_XL.gguf',
      'M-Q4_K_M.gguf',
      'M.Q8_0.gguf',
      'm-f16.gguf',
      ...PROJECTORS,
    ];
    assert.equal(chosen(files, 'q8_0')[0], 'M.Q8_0.gguf');
    assert.equal(chosen(files, 'F16')[0], 'm-f16.gguf');
    assert.equal(chosen(files, 'UD-Q4_K_XL')[0], 'M-UD-Q4_K_XL.gguf');
    assert.equal(chosen(files, 'm-f16.gguf')[0], 'm-f16.gguf');
    assert.throws(() => chosen(files, 'Q5_K_M'), {
      code: 'MODEL_FILES_MISSING',
      message: 'a/b-GGUF: it has no Q5_K_M; it has Q4_K_M, Q4_K_XL, Q8_0, F16.',
    });
  });

  it('may be in folders, and in parts, of which none is missing', () => {
    const parts = ['Q4_K_M/M-Q4_K_M-00001-of-00002.gguf', 'Q4_K_M/M-Q4_K_M-00002-of-00002.gguf'];
    const files = ['BF16/M-BF16.gguf', ...parts.toReversed(), ...PROJECTORS];
    assert.deepEqual(chooseFiles('a/b-GGUF', files, undefined), {
      model: parts,
      projector: 'mmproj-F16.gguf',
    });
    assert.deepEqual(chosen(files, 'q4_k_m')[0], parts[0]);
    assert.throws(() => chosen(files.filter((file) => file !== parts[0])), {
      code: 'MODEL_FILES_MISSING',
      message: /M-Q4_K_M-00001-of-00002\.gguf are missing/,
    });
  });

  it('have the projector of Q8_0, else F16, BF16, F32; that of the model’s folder before others', () => {
    const files = model('Q4_K_M');
    assert.equal(chosen([...files, 'mmproj-Q8_0.gguf'])[1], 'mmproj-Q8_0.gguf');
    assert.equal(chosen(files)[1], 'mmproj-F16.gguf');
    assert.equal(
      chosen(['M-Q4_K_M.gguf', 'mmproj-F32.gguf', 'M.mmproj-bf16.gguf'])[1],
      'M.mmproj-bf16.gguf',
    );
    const folders = [
      '4b/M-Q4_K_M.gguf',
      '4b/mmproj-F32.gguf',
      '8b/mmproj-Q8_0.gguf',
      'mmproj-F16.gguf',
    ];
    assert.equal(chosen(folders)[1], '4b/mmproj-F32.gguf');
  });

  it('without a model, without a projector, or with two that may be meant are an error', () => {
    assert.throws(() => chosen(PROJECTORS), { code: 'MODEL_FILES_MISSING' });
    assert.throws(() => chosen(['imatrix.gguf', ...PROJECTORS]), { code: 'MODEL_FILES_MISSING' });
    assert.throws(() => chosen(['M-Q4_K_M.gguf']), {
      code: 'PROJECTOR_MISSING',
      message: /only text/,
    });
    assert.throws(() => chosen(['A-Q4_K_M.gguf', 'B-Q4_K_M.gguf', ...PROJECTORS]), {
      code: 'MODEL_FILES_AMBIGUOUS',
      message:
        /A-Q4_K_M\.gguf, B-Q4_K_M\.gguf\. Name one: describe\.model: a\/b-GGUF:A-Q4_K_M\.gguf/,
    });
    assert.throws(() => chosen(['M-Q4_K_M.gguf', 'mmproj-A-F16.gguf', 'mmproj-B-F16.gguf']), {
      code: 'MODEL_FILES_AMBIGUOUS',
      message: /projector/,
    });
  });
});
