import assert from 'node:assert/strict';
import { LastWords } from '../../../lib/engines/model-server/last-words.ts';

function lastWords(lines: readonly string[]): string[] {
  const words = new LastWords();
  for (const line of lines) {
    words.add(line);
  }
  return words.lines;
}

describe('what is shown of a model server that has ended', () => {
  it('are the errors of llama-server, each once, the cause first', () => {
    assert.deepEqual(
      // llama-server 0.7.0 with a model that is not there.
      lastWords([
        "0.00.107.242 I srv    load_model: loading model 'nothere.gguf'",
        "0.00.107.389 E gguf_init_from_file: failed to open GGUF file 'nothere.gguf' (No such file or directory)",
        '0.00.107.968 E llama_model_load: error loading model: llama_model_loader: failed to load model from nothere.gguf',
        '0.00.108.004 E llama_model_load_from_file_impl: failed to load model',
        '0.00.108.406 E common_fit_params: encountered an error while trying to fit params to free device memory: failed to load model',
        "0.00.108.443 E gguf_init_from_file: failed to open GGUF file 'nothere.gguf' (No such file or directory)",
        "0.00.108.515 E srv    load_model: failed to load model, 'nothere.gguf'",
        '0.00.108.531 I srv    operator(): operator(): cleaning up before exit...',
        '0.00.109.326 E srv  llama_server: exiting due to model loading error',
      ]),
      [
        "gguf_init_from_file: failed to open GGUF file 'nothere.gguf' (No such file or directory)",
        'llama_model_load: error loading model: llama_model_loader: failed to load model from nothere.gguf',
        'llama_model_load_from_file_impl: failed to load model',
        "srv    load_model: failed to load model, 'nothere.gguf'",
        'srv  llama_server: exiting due to model loading error',
      ],
    );
  });

  for (const [what, line] of [
    ['an argument that llama-server does not know', 'error: invalid argument: --nonsense'],
    ['the end of a Python traceback', 'RuntimeError: CUDA driver version is insufficient'],
    ['an error of vLLM', 'ERROR 11-26 04:52:17 [core.py:866] EngineCore failed to start.'],
  ] as const) {
    it(`is ${what}, and not what was printed after it`, () => {
      assert.deepEqual(lastWords(['loading', line, ...Array(9).fill('cleaning up')]), [line]);
    });
  }

  it('are the last lines when none is an error', () => {
    assert.deepEqual(lastWords(['1', '2', '3', '4', '5', '6']), ['2', '3', '4', '5', '6']);
  });
});
