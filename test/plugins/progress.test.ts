import { strict as assert } from 'node:assert';
import { Progress } from '../../lib/plugins/progress.ts';
import { Tally } from '../../lib/plugins/tally.ts';
import { GulpLog } from '../support/gulp-log.ts';

describe('progress that nobody watches', () => {
  const linesOf = (clips: number, what?: string): string[] => {
    const log = new GulpLog();
    log.start();
    const tally = new Tally();
    const progress = new Progress(tally, what);
    for (let clip = 0; clip < clips; clip++) {
      tally.take();
    }
    for (let clip = 0; clip < clips; clip++) {
      tally.describe(undefined);
      progress.described(`${clip}.mp4: what it shows`);
    }
    log.stop();
    return log.lines;
  };

  it('is a line for each of a hundred clips', () => {
    assert.equal(linesOf(100).length, 100);
  });

  it('is a line for each tenth of more', () => {
    const lines = linesOf(2000);
    assert.equal(lines.length, 10);
    assert.equal(lines[2], '600 of 2000 clips, 30 %');
    assert.equal(linesOf(200, 'pictures: ')[0], 'pictures: 20 of 200 clips, 10 %');
  });
});
