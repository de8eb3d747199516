import { strict as assert } from 'node:assert';
import { CONFIG_FLAGS, configOf, readFlags } from '../../lib/config/flags.ts';

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
    [['--shards', '2/8'], 'Unknown flag --shards. Did you mean --shard?'],
    [['--shard'], '--shard needs a value: --shard n/total.'],
  ] as const) {
    it(`${args.join(' ')} is refused: ${message}`, () => {
      assert.throws(() => readFlags(['stage3', ...args], FLAGS, GULPS), { message });
    });
  }

  it('--shard 9/8 is refused: there is no ninth of eight parts', () => {
    assert.deepEqual(configOf(readFlags(['--shard', '2/8'], FLAGS)), [undefined, ['shard=2/8']]);
    assert.throws(() => configOf(readFlags(['--shard', '9/8'], FLAGS)), {
      code: 'FLAG_VALUE',
      message: '--shard expects a part such as 2/8, the second of eight, got "9/8".',
    });
  });

  it('of others pass unless they look like a typo of one of ours', () => {
    for (const args of [['--production'], ['-c'], ['--no'], ['--gulpfile', 'g.js'], ['--colour']]) {
      assert.deepEqual(readFlags(args, FLAGS, [...GULPS, 'colour']).values, {});
    }
    // Gulp’s own flag is no typo, near as it is to ours.
    assert.deepEqual(readFlags(['--confi'], FLAGS, ['confi']).values, {});
  });

  it('of others are refused where nobody else has any, however far from ours', () => {
    assert.throws(() => readFlags(['--production'], FLAGS), { code: 'FLAG_UNKNOWN' });
    assert.throws(() => readFlags(['--constructor'], FLAGS), { code: 'FLAG_UNKNOWN' });
  });

  it('may have values that begin with a dash, behind an equals sign', () => {
    const line = readFlags(['--configfile=-odd.yaml', '--config=a=-1'], FLAGS);
    assert.deepEqual(configOf(line), ['-odd.yaml', ['a=-1']]);
  });

  it('that are said twice: the last config file counts, and every --config', () => {
    const args = ['--configfile', 'a.yaml', '--configfile', 'b.yaml', '--config', 'a=1'];
    assert.deepEqual(configOf(readFlags([...args, '--config', 'b=2'], FLAGS)), [
      'b.yaml',
      ['a=1', 'b=2'],
    ]);
  });

  it('that are not said leave the file to the default, and all words are kept', () => {
    const line = readFlags(['stage3', 'and', 'more'], FLAGS);
    assert.deepEqual(line.words, ['stage3', 'and', 'more']);
    assert.deepEqual(configOf(line, 'mine.yaml'), ['mine.yaml', []]);
    assert.deepEqual(configOf(line), [undefined, []]);
  });
});
