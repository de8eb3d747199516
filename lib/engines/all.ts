/** Every engine, by the name that `describe.engine` gives it. A new one is a file and a line here. */
export { measured } from './measured.ts';
export { openai } from './openai.ts';
export { transformers } from './transformers.ts';
