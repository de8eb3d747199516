import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository } from '../support/repository.ts';
import { Workspace } from '../support/workspace.ts';

const ENGINE = `
import type { ClipView, CreateEngine, Engine, Words } from './engine.ts';

class CountingEngine implements Engine {
  readonly name = 'counting';
  readonly model = 'fingers';
  readonly slots = 1;
  readonly needsPictures = false;
  async load(): Promise<void> {}
  async describe({ frames }: ClipView): Promise<Words> {
    return { description: frames.length + ' frames.', shortName: 'counted frames' };
  }
  async close(): Promise<void> {}
}

export const counting: CreateEngine = () => new CountingEngine();
`;

/** What is added to the tables of versions and of engines. */
const LINES = [
  ['versions.ts', 'VERSIONS = {', "VERSIONS = {\n  counting: '1',"],
  [
    'registry.ts',
    '  measured: async',
    "  counting: async () => (await import('./counting.ts')).counting,\n  measured: async",
  ],
] as const;

describe('a new engine', () => {
  it('is one file and its name in two tables: stage3 describes with it', async () => {
    const workspace = await Workspace.make({ describe: { engine: 'counting', model: 'fingers' } });
    const copy = workspace.path('package');
    for (const name of ['lib', 'package.json', 'tsconfig.json']) {
      cpSync(inRepository(name), join(copy, name), { recursive: true });
    }
    symlinkSync(inRepository('node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'lib/engines/counting.ts'), ENGINE);
    for (const [file, before, line] of LINES) {
      const table = join(copy, 'lib/engines', file);
      const code = readFileSync(table, 'utf8');
      assert.ok(code.includes(before), file);
      writeFileSync(table, code.replace(before, line));
    }
    const compiler = inRepository('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '--project', 'lib/tsconfig.json'], { cwd: copy });
    workspace.gulpfile(
      `import { tasks } from '${join(copy, 'dist/index.js')}';\nexport const { stage3 } = tasks();\n`,
    );

    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    const record = workspace.record('harbour_morning') as Record<string, unknown>;
    assert.equal(record.video_description_short, 'counted_frames');
    assert.equal(record.classification_model, 'fingers');
    await workspace.finish();
  });

  it('that is not available is named, with those that are, before a daemon is started', async () => {
    const workspace = await Workspace.make({ describe: { engine: 'opneai' } });
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /opneai.*measured, openai/);
    assert.doesNotMatch(output, /Daemon \(PID/);
    await workspace.finish();
  });
});
