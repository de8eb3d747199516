import { strict as assert } from 'node:assert';
import { CONFIG_FLAGS, configOf, readFlags } from '../../lib/config/flags.ts';
import { Workspace } from '../support/workspace.ts';

const FLAGS = { ...CONFIG_FLAGS, 'dry-run': { help: '' }, force: { help: '' } };
const GULPS = ['gulpfile', 'color', 'no-color'];

describe('flags', () => {
  it('are read among those of gulp and of the user’s own tasks', () => {
    const args = ['-f', 'g.js', 'stage3', '--production', '--configfile', 'a.yaml', '--no-color'];
    const line = readFlags([...args, '--config', 'a=1', '--config=b=2', '--force'], FLAGS, GULPS);
    assert.deepEqual(configOf(line), ['a.yaml', ['a=1', 'b=2']]);
    assert.equal(line.values.force !== undefined, true);
    assert.equal(line.values['dry-run'], undefined);
  });

  for (const [args, message] of [
    [['--dryrun'], 'Unknown flag --dryrun. Did you mean --dry-run?'],
    [['--configfle=a.yaml'], 'Unknown flag --configfle. Did you mean --configfile?'],
    [['--forced'], 'Unknown flag --forced. Did you mean --force?'],
    [['--configfile'], '--configfile needs a value: --configfile PATH.'],
    [['--configfile', '--force'], '--configfile needs a value: --configfile PATH.'],
    [['--config='], '--config needs a value: --config key=value.'],
    [['--force=no'], '--force takes no value, got no.'],
  ] as const) {
    it(`${args.join(' ')} is refused: ${message}`, () => {
      assert.throws(() => readFlags(['stage3', ...args], FLAGS, GULPS), { message });
    });
  }

  it('a slip in one fails the task before anything is done', async () => {
    const workspace = await Workspace.make();
    workspace.addExample('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3', '--dryrun').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /Unknown flag --dryrun\. Did you mean --dry-run\?/);
    assert.doesNotMatch(output, /^\s+at /m);
    assert.deepEqual(workspace.clips('.json'), []);
    await workspace.finish();
  });
});
