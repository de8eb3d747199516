/** Finds the model that its argument names, as another run does, and prints the phases and the outcome. */
import { findModelFiles } from '../../lib/model-files/index.ts';

const [, , model = ''] = process.argv;
const print = (line: object): void => console.log(JSON.stringify(line));
findModelFiles({ model }, print, new AbortController().signal).then(print, (error) =>
  print({ error: String(error) }),
);
