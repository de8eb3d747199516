import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { inRepository } from './support/repository.ts';

const lib = (file: string): string => readFileSync(inRepository('lib', file), 'utf8');

/** Each name that the package exports, with the file that declares it. */
const EXPORTS = [
  ...lib('index.ts').matchAll(/export (?:type )?\{([^}]*)\} from '\.\/(.*)';/g),
].flatMap(([, names = '', file = '']) =>
  names
    .split(',')
    .map((name) => name.replace(/\btype\b/, '').trim())
    .filter((name) => name !== '')
    .map((name) => ({ name, file })),
);

describe('what the package exports', () => {
  for (const { name, file } of EXPORTS) {
    it(`${name} says what it is, in TSDoc`, () => {
      const declared = new RegExp(
        `^export (?:abstract |async )?(?:function|class|type|const) ${name}\\b`,
        'm',
      ).exec(lib(file));
      assert(declared, `${file} does not declare ${name}`);
      const before = lib(file).slice(0, declared.index).trimEnd();
      assert(before.endsWith('*/'), `${name} in ${file} has no comment`);
      assert(before.lastIndexOf('/**') > before.lastIndexOf('\n}'), `${name} in ${file}`);
    });
  }
});
