import { ChildProcess } from 'node:child_process';

/** For `npm run test:unit`, which is quick because its tests start no process: one that does fails. */
export const mochaHooks = {
  beforeAll(): void {
    Object.defineProperty(ChildProcess.prototype, 'spawn', {
      value: () => {
        throw new Error('a test of npm run test:unit starts a process; take it out of that list');
      },
    });
  },
};
