/** Every engine, by the name that `describe.engine` gives it. A new one is a file and a line here. */
export { measured } from './measured/index.ts';
export { openai } from './openai/index.ts';
export { transformers } from './transformers/index.ts';
