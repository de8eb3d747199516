import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { parse } from 'yaml';
import { COMMANDS } from '../lib/cli/commands.ts';
import { resolveConfig } from '../lib/config/load.ts';
import { tasks } from '../lib/tasks.ts';
import { pages } from '../tools/docs/pages.ts';
import { REPOSITORY as ROOT } from './support/repository.ts';

const FILES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'examples/README.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const { scripts, dependencies, peerDependencies = {} } = JSON.parse(read('package.json'));
/** Beside our own, the task of an example. */
const TASKS = [...Object.keys(tasks()), 'watch'];

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The code blocks of a language. */
function blocks(text: string, ...languages: string[]): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)]
    .filter(([, language = '']) => languages.includes(language))
    .map(([, , code = '']) => code);
}

describe('what is made from schemas and imports', () => {
  for (const [file, page] of Object.entries(pages)) {
    it(`${file} is in step; npm run docs makes it so`, () => {
      const text = read(file);
      assert.equal(page(text), text);
    });
  }
});

describe('the documents', () => {
  for (const file of FILES) {
    const text = read(file);

    it(`${file}: links lead to files and headings that are there`, () => {
      for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
        const [path = '', heading] = target.split('#');
        if (!/^[a-z]+:/.test(target)) {
          const linked = path === '' ? file : join(dirname(file), path);
          assert(existsSync(join(ROOT, linked)), target);
          assert(heading === undefined || headings(read(linked)).includes(heading), target);
        }
      }
    });

    it(`${file}: files of the project that it names are there`, () => {
      for (const [, path = ''] of text.matchAll(
        /`((?:lib|test|tools|docs|examples)\/[\w./-]+)`/g,
      )) {
        assert(existsSync(join(ROOT, path)), path);
      }
    });

    it(`${file}: code blocks are well-formed, and configurations load`, () => {
      for (const code of blocks(text, 'js', 'ts')) {
        transformSync(code, { loader: 'ts' });
      }
      for (const code of blocks(text, 'json')) {
        JSON.parse(code);
      }
      for (const code of blocks(text, 'yaml')) {
        resolveConfig(parse(code));
      }
    });

    it(`${file}: commands name tasks, scripts and commands that are there`, () => {
      for (const [, task = ''] of text.matchAll(/npx gulp ([\w-]+)/g)) {
        assert(TASKS.includes(task), task);
      }
      for (const [, script = ''] of text.matchAll(/npm run (?:--\w+ )?([\w:-]+)/g)) {
        assert(Object.hasOwn(scripts, script), script);
      }
      for (const [, command = ''] of text.matchAll(/npx gulp-vlog-describe (\w+)/g)) {
        assert(Object.hasOwn(COMMANDS, command), command);
      }
    });
  }
});

describe('CONTRIBUTING.md', () => {
  it('says of every dependency what it is for', () => {
    const table = read('CONTRIBUTING.md');
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      assert.match(table, new RegExp(`^\\|[^|]*\\b${name.replace('@', '')}\\b`, 'm'), name);
    }
  });
});

/** As GitHub makes anchors of them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
