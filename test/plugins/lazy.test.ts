import { strict as assert } from 'node:assert';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '../support/workspace.ts';

/** What only a run with clips to describe needs. */
const HEAVY =
  /\/lib\/(client\/(?!daemon-handle)|daemon|media|engines\/(?!recipe|versions|errors)|timeline\/(?!formats|errors|frame-rate|timecode))|\/(undici|execa|express|node-av|ora|xmldom)\//;

type Coverage = { result: { url: string }[] };

describe('a run with nothing to do', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(() => workspace.finish());

  /** The modules of this package and its dependencies that a gulp run loads, as V8 counts them. */
  const modulesOf = async (...args: string[]): Promise<string[]> => {
    const folder = workspace.path('coverage');
    mkdirSync(folder);
    const { exitCode, output } = await workspace.gulpWith({ NODE_V8_COVERAGE: folder }, ...args)
      .ended;
    assert.equal(exitCode, 0, output);
    const modules = readdirSync(folder).flatMap((file) =>
      (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Coverage).result.map(
        ({ url }) => url,
      ),
    );
    rmSync(folder, { recursive: true });
    assert(modules.some((url) => url.endsWith('/lib/index.js') || url.endsWith('/dist/index.js')));
    return modules;
  };

  it('loads neither the daemon’s client nor an engine: gulp --tasks', async () => {
    assert.deepEqual(
      (await modulesOf('--tasks')).filter((url) => HEAVY.test(url)),
      [],
    );
  });

  it('loads neither the daemon’s client nor an engine: stage3 with all clips up to date', async () => {
    workspace.addClip('harbour_morning');
    assert(
      (await modulesOf('stage3')).some((url) => HEAVY.test(url)),
      'the first run loads them',
    );
    assert.deepEqual(
      (await modulesOf('stage3')).filter((url) => HEAVY.test(url)),
      [],
    );
  });
});
