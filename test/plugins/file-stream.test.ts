import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import Vinyl from 'vinyl';
import { resolveConfig } from '../../lib/config/load.ts';
import { fileStream } from '../../lib/plugins/file-stream.ts';
import { pending } from '../../lib/plugins/pending.ts';
import { report } from '../../lib/plugins/report.ts';
import { timeline } from '../../lib/plugins/timeline.ts';

describe('a stream of files', () => {
  it('that is fed something else fails in one line that says what', async () => {
    const config = resolveConfig();
    for (const [what, said] of [
      ['clips/a.mp4', 'a string'],
      [new Vinyl(), 'a file without a path'],
    ] as const) {
      for (const plugin of [pending, report, timeline]) {
        await assert.rejects(pipeline(Readable.from([what]), plugin(config)), {
          code: 'FILE_WITHOUT_PATH',
          message: `What came into the stream is ${said}. Expected vinyl files with paths, as from gulp.src().`,
        });
      }
    }
  });

  it('that has failed does not end well too when its last file is done', async () => {
    let finishWork = (): void => {};
    const work = new Promise<undefined>((resolve) => {
      finishWork = () => resolve(undefined);
    });
    let hasEnded = false;
    const stream = fileStream({
      eager: true,
      onFile: () => work,
      onEnd: async () => {
        hasEnded = true;
      },
    });
    stream.end(new Vinyl({ path: '/clips/a.mp4' }));
    await turn();
    stream.destroy(new Error('another stream failed'));
    await assert.rejects(once(stream, 'close'), /another stream failed/);
    finishWork();
    await turn();
    assert.equal(hasEnded, false);
  });
});
