import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { inRepository } from '../support/repository.ts';
import { Installed } from './installed.ts';

const { engines } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));

/** `>=20.19` → `20.19.0` */
const OLDEST_NODE = `${/^>=(\d+\.\d+)$/.exec(engines.node)?.[1]}.0`;

/** How each refuses a package that wants another Node, without running scripts. */
const MANAGERS = [
  {
    name: 'npm',
    version: '10.8.2',
    program: 'bin/npm-cli.js',
    install: [
      'install',
      '--engine-strict',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
    ],
  },
  {
    name: 'yarn',
    version: '1.22.22',
    program: 'bin/yarn.js',
    install: ['add', '--ignore-scripts', '--no-lockfile', '--non-interactive'],
  },
  {
    name: 'pnpm',
    version: '9.15.9',
    program: 'bin/pnpm.cjs',
    install: ['add', '--config.engine-strict=true', '--ignore-scripts'],
  },
];

describe(`the package on Node ${OLDEST_NODE}, the oldest that it promises to run on`, () => {
  const installed = new Installed();
  let node: string;
  before(async function () {
    if (process.platform !== 'linux') {
      // Elsewhere that Node has no package of its own on the registry.
      this.skip();
    }
    await installed.pack();
    node = await installed.node(OLDEST_NODE);
  });
  after(() => installed.remove());

  for (const { name, version, program, install } of MANAGERS) {
    it(`${name} ${version} installs it strictly and without a warning, and it can be imported`, async () => {
      const folder = join(installed.folder, `by-${name}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'package.json'), '{"private": true, "license": "MIT"}');
      const manager = join(await installed.tool(name, version), program);
      const run = (...args: string[]) =>
        execa(node, args, {
          cwd: folder,
          all: true,
          reject: false,
          stdin: 'ignore',
          env: { PATH: `${dirname(node)}:${process.env.PATH}`, NO_COLOR: '1' },
        });
      const tarball = join(installed.folder, installed.packed.filename);
      const { exitCode, all } = await run(manager, ...install, tarball);
      assert.equal(exitCode, 0, all);
      assert.doesNotMatch(all, /engine/i);
      const imported = await run(
        '--input-type=module',
        '--eval',
        "import { tasks } from 'gulp-vlog-describe'; console.log(Object.keys(tasks()).join());",
      );
      assert.match(imported.all, /stage3/);
    });
  }
});
