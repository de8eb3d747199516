/**
 * `@fugood/llama.node` asked bare, in a process of its own as the engine's is. It reads what to load and to ask as JSON
 * from one file, and writes how long each took, in ms, into another. Its standard output is the library's.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { loadModel } = require('@fugood/llama.node');

const [order, result] = process.argv.slice(2);

async function main() {
  const { load, projector, questions } = JSON.parse(readFileSync(order, 'utf8'));
  const context = await loadModel(load);
  context.initMultimodal({ path: projector, use_gpu: false });
  // Since this process was started.
  const ready = performance.now();
  const clips = [];
  for (const question of questions) {
    const begun = performance.now();
    const { tokens_predicted } = await context.completion(question);
    clips.push({ ms: performance.now() - begun, tokens: tokens_predicted });
  }
  writeFileSync(result, JSON.stringify({ ready, clips }));
  await context.release();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
