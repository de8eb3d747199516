import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { compiled } from '../support/compiled-package.ts';

describe('work outside the domain of a gulp task', () => {
  it('is done, and its domains are as before, though other code has assigned process.domain', () => {
    const code = `
      import { create } from 'node:domain';
      import { taskDomain } from ${JSON.stringify(compiled('plugins/task-domain'))};
      const [task, assigned] = [create(), create()];
      task.enter();
      task.enter();
      process.domain = assigned;
      taskDomain().outside(() => console.log(process.domain ?? 'none'));
      console.log(process.domain === assigned);
      assigned.exit();
      console.log(process.domain === task);`;
    const args = ['--input-type=module', '--eval', code];
    const said = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
    assert.equal(said, 'none\ntrue\ntrue\n');
  });
});
