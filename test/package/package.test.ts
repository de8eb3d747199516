import { strict as assert } from 'node:assert';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { CAMERA_MOVEMENTS, VideoDescription } from '../../lib/record/schema.ts';
import { ModelServer } from '../support/model-server.ts';
import { inRepository } from '../support/repository.ts';
import { waitFor } from '../support/workspace.ts';
import { Installed, type Project } from './installed.ts';

/** In bytes, packed. */
const MOST_BYTES = 500 * 1024;

/** What a module imports that is not a file of the package itself. */
const IMPORT = /^(?:import |.* from )['"]([^.'"$][^'"]*)['"];$/gm;

const SEED_DAEMON = inRepository('test/support/seed-daemon.cjs');

describe('the package, packed and installed into an empty folder', () => {
  const installed = new Installed();
  const CLIP = 'harbour_morning';
  before(async () => {
    await installed.pack();
    await installed.install();
  });
  after(() => installed.remove());

  async function example(name: string, as?: string): Promise<Project> {
    const project = await installed.project(name, as);
    project.addClip(CLIP);
    return project;
  }

  it('is under 500 KB, with all that is needed and nothing else', () => {
    const { size, files } = installed.packed;
    assert(size < MOST_BYTES, `${size} bytes`);
    const paths = files.map(({ path }) => path);
    for (const path of [
      'index.js',
      'index.d.ts',
      'daemon/main.js',
      'media/worker.js',
      'cli/main.js',
    ]) {
      assert(paths.includes(`dist/${path}`), path);
    }
    assert.deepEqual(paths.filter((path) => !/^(dist|docs|examples)\//.test(path)).sort(), [
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'package.json',
      'schema.json',
    ]);
    // No test, clip or source, and no map to a source that is not there.
    assert.deepEqual(
      paths.filter((path) => /test|\.(mp4|srt|map)$|^dist\/.*(?<!\.d)\.ts$/.test(path)),
      [],
    );
  });

  it('the links of its documents lead to files in it, but for the pictures, which would be half of it', () => {
    const paths = installed.packed.files.map(({ path }) => path);
    const home = join(installed.folder, 'node_modules/gulp-vlog-describe');
    for (const page of paths.filter((path) => path.endsWith('.md'))) {
      const text = readFileSync(join(home, page), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
        const isElsewhere = /^[a-z]+:|\.png$/.test(target);
        assert(isElsewhere || paths.includes(join(dirname(page), target)), `${page}: ${target}`);
      }
    }
  });

  it('has the record’s JSON Schema as gulp-vlog-describe/schema.json', () => {
    const require = createRequire(join(installed.folder, 'gulpfile.mjs'));
    const schema = require('gulp-vlog-describe/schema.json');
    assert.deepEqual(schema.properties.camera_movement.enum, [...CAMERA_MOVEMENTS]);
  });

  it('imports nothing that it does not declare', () => {
    const home = join(installed.folder, 'node_modules/gulp-vlog-describe');
    const { dependencies, peerDependencies = {} } = JSON.parse(
      readFileSync(join(home, 'package.json'), 'utf8'),
    );
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    for (const { path } of installed.packed.files.filter(({ path }) =>
      /^dist\/.*\.[jt]s$/.test(path),
    )) {
      for (const [, name = ''] of readFileSync(join(home, path), 'utf8').matchAll(IMPORT)) {
        const bare = name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/');
        const isKnown = name.startsWith('node:') || declared.includes(bare);
        assert(isKnown, `${path} imports ${name}`);
      }
    }
  });

  it('npx gulp stage3 with the gulpfile of one line', async () => {
    const project = await example('one-liner');
    const { exitCode, all } = await project.run('npx', ['gulp', 'stage3']);
    assert.equal(exitCode, 0, all);
    VideoDescription.parse(project.record(CLIP));
  });

  it('npx gulp stage3 with a CommonJS gulpfile', async () => {
    const project = await example('commonjs');
    const { exitCode, all } = await project.run('npx', ['gulp', 'stage3']);
    assert.equal(exitCode, 0, all);
    VideoDescription.parse(project.record(CLIP));
  });

  describe('with plugins composed in TypeScript', () => {
    let project: Project;
    before(async () => {
      project = await example('composing-plugins');
    });

    it('the gulpfile is type-checked strictly', async () => {
      const { exitCode, all } = await project.run('npx', ['tsc', '--project', '.']);
      assert.equal(exitCode, 0, all);
    });

    it('the package’s own types hold without skipLibCheck, and find a use against them', async () => {
      const check = async (options: string) => {
        const code = `import { startDaemon } from 'gulp-vlog-describe';\nstartDaemon(${options});\n`;
        writeFileSync(join(project.folder, 'use.ts'), code);
        const flags = ['--ignoreConfig', '--strict', '--noEmit', '--module', 'nodenext'];
        return project.run('npx', ['tsc', ...flags, 'use.ts']);
      };
      const right = await check('{ daemon_port: 1 }');
      assert.equal(right.exitCode, 0, right.all);
      assert.match((await check('{ daemon_prot: 1 }')).all, /use\.ts.*daemon_prot/);
    });

    it('gulp-if, gulp-rename and a plugin of the user’s own take the records further', async () => {
      const { exitCode, all } = await project.run('npx', ['gulp', 'stage3']);
      assert.equal(exitCode, 0, all);
      const name = String(project.record(CLIP).video_description_short);
      assert.equal(project.record(name, 'best').project, 'Summer in the village');
      assert.equal(project.record(CLIP).project, undefined);
    });
  });

  it('npx gulp watch describes clips as they arrive, and its end is the daemon’s', async () => {
    const project = await installed.project('watch');
    const gulp = join(installed.folder, 'node_modules/gulp/bin/gulp.js');
    const watching = project.run(process.execPath, [gulp, 'watch']);
    let printed = '';
    watching.all.on('data', (data) => {
      printed += String(data);
    });
    await waitFor(() => printed.includes('started at'), 'the daemon');
    for (const clip of [CLIP, 'old_town_walk']) {
      project.addClip(clip);
      await waitFor(() => printed.includes(`${clip}.mp4: `), `${clip} to be described: ${printed}`);
      VideoDescription.parse(project.record(clip));
    }
    assert.equal(printed.match(/started at/g)?.length, 1);
    watching.kill('SIGINT');
    await watching;
    await waitFor(
      () => !existsSync(join(project.folder, `status/daemon-${project.port}.pid`)),
      'its end',
    );
  });

  it('a plain script without gulp holds the daemon and writes the records', async () => {
    const project = await example('without-gulp');
    writeFileSync(join(project.folder, 'videos/preview/bad.mp4'), 'no clip');
    const { exitCode, all } = await project.run('node', ['describe-folder.mjs', 'videos/preview']);
    assert.equal(exitCode, 1, all);
    assert.match(all, /bad\.mp4: not a readable video/);
    assert.match(all, /stopped$/);
    VideoDescription.parse(project.record(CLIP));
  });

  it('stage3 with a model server of the user’s own', async () => {
    const project = await example('own-server');
    const server = await ModelServer.start({ model: 'qwen3-vl-8b' });
    const args = ['gulp', 'stage3', '--config', `describe.server.base_url=${server.url}`];
    const { exitCode, all } = await project.run('npx', args);
    await server.kill();
    assert.equal(exitCode, 0, all);
    assert.equal(server.asked.length, 1);
    assert.equal(project.record(CLIP).classification_model, 'qwen3-vl-8b');
  });

  it('stage3 with the Python daemon’s daemon_command', async () => {
    const project = await example('python-daemon');
    const bin = join(project.folder, 'python');
    writeFileSync(bin, `#!/bin/sh\nshift 2\nexec '${process.execPath}' '${SEED_DAEMON}' "$@"\n`);
    chmodSync(bin, 0o755);
    const path = `${project.folder}${delimiter}${process.env.PATH}`;
    const { exitCode, all } = await project.run('npx', ['gulp', 'stage3'], { PATH: path });
    assert.equal(exitCode, 0, all);
    const record = VideoDescription.parse(project.record(CLIP));
    assert.equal(record.classification_model, 'mlx-community/Qwen3-VL-8B-Instruct-4bit');
  });

  it('npx gulp-vlog-describe init, and then stage3 in the same folder', async () => {
    const project = await installed.project('clips', 'init');
    writeFileSync(join(project.folder, 'config.yaml'), `daemon_port: ${project.port}\n`);
    project.addClip(CLIP);
    const init = await project.run('npx', ['gulp-vlog-describe', 'init']);
    assert.match(
      init.all,
      /Wrote gulpfile\.mjs\nKept config\.yaml\nClips: +1 clip .*\nCheck: +npx gulp-vlog-describe doctor\nNext: +npx gulp stage3/,
    );
    const { exitCode, all } = await project.run('npx', ['gulp', 'stage3']);
    assert.equal(exitCode, 0, all);
  });

  for (const major of [22, 24]) {
    it(`stage3 with Node ${major}, from a gulpfile in ESM, CommonJS and TypeScript`, async function () {
      if (process.platform !== 'linux') {
        // Elsewhere that Node has no package of its own on the registry.
        this.skip();
      }
      const node = await installed.node(String(major));
      const gulp = join(installed.folder, 'node_modules/gulp/bin/gulp.js');
      // The kinds of gulpfile differ in how they are loaded: that one of them describes is enough.
      for (const name of ['one-liner', 'commonjs']) {
        const project = await example(name, `${name}-${major}`);
        const { exitCode, all } = await project.run(node, [gulp, 'stage3', '--dry-run']);
        assert.equal(exitCode, 0, all);
        assert.match(all, new RegExp(`Would describe ${CLIP}\\.mp4`));
      }
      const project = await example('composing-plugins', `composing-plugins-${major}`);
      const { exitCode, all } = await project.run(node, [gulp, 'stage3']);
      assert.equal(exitCode, 0, all);
      VideoDescription.parse(project.record(CLIP));
    });
  }
});
