import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRepository } from '../support/repository.ts';
import { Workspace } from '../support/workspace.ts';

const ENGINE = `
import type { ClipView, Engine, EngineEntry, Words } from './engine.ts';

class CountingEngine implements Engine {
  readonly name = 'counting';
  readonly version = '1';
  readonly model = 'fingers';
  readonly slots = 1;
  readonly needsPictures = false;
  async load(): Promise<void> {}
  async describe({ frames }: ClipView): Promise<Words> {
    return { description: frames.length + ' frames.', shortName: 'counted frames' };
  }
  async close(): Promise<void> {}
}

export const counting: EngineEntry = { version: '1', create: () => new CountingEngine() };
`;

const LINE = `export { counting } from './counting.ts';\n`;

describe('a new engine', () => {
  it('is one file and one line: stage3 describes with it', async () => {
    const workspace = await Workspace.make({ describe: { engine: 'counting', model: 'fingers' } });
    const copy = workspace.path('package');
    for (const name of ['lib', 'package.json', 'tsconfig.json']) {
      cpSync(inRepository(name), join(copy, name), { recursive: true });
    }
    symlinkSync(inRepository('node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'lib/engines/counting.ts'), ENGINE);
    const all = join(copy, 'lib/engines/all.ts');
    writeFileSync(all, readFileSync(all, 'utf8') + LINE);
    const compiler = inRepository('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '--project', 'lib/tsconfig.json'], { cwd: copy });
    workspace.gulpfile(
      `import { tasks } from '${join(copy, 'dist/index.js')}';\nexport const { stage3 } = tasks();\n`,
    );

    workspace.addExample('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    const record = workspace.record('harbour_morning') as Record<string, unknown>;
    assert.equal(record.video_description_short, 'counted_frames');
    assert.equal(record.classification_model, 'fingers');
    await workspace.finish();
  });

  it('that is not there is named, with those that are, before a daemon is started', async () => {
    const workspace = await Workspace.make({ describe: { engine: 'opneai' } });
    workspace.addExample('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /opneai.*measured, openai/);
    assert.doesNotMatch(output, /Daemon \(PID/);
    await workspace.finish();
  });
});
