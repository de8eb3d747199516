/** `node --require esbuild-register --eval "require(process.argv[1])" ./test/support/tiny-gguf/main.ts FOLDER` */
import { writeTinyGguf } from './tiny-gguf.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Expected a folder to write the model into.');
  process.exitCode = 2;
} else {
  const { model, projector } = writeTinyGguf(folder);
  console.log(`${model}\n${projector}`);
}
