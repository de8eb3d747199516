/**
 * Our own daemon, real but for its engine, which looks at pictures and takes the same time for each
 * clip. Arguments: the configuration as JSON, ms per clip, clips at a time, ms until it is loaded.
 */
require('esbuild-register');
const { setTimeout: sleep } = require('node:timers/promises');
const { Daemon } = require('../../lib/daemon/daemon.ts');
const { EngineBackend } = require('../../lib/daemon/engine-backend.ts');

const [json, ms, slots, loadMs] = process.argv.slice(2);
const config = JSON.parse(json);

const engine = {
  name: 'measured',
  version: 'delay',
  model: 'measured',
  slots: Number(slots),
  needsPictures: true,
  load: () => sleep(Number(loadMs)),
  async describe(_clip, { signal }) {
    await sleep(Number(ms), undefined, { signal });
    return { description: 'A clip.', shortName: 'a clip' };
  },
  async close() {},
};

const daemon = new Daemon(config, 'persistent', new EngineBackend(config, engine));
process.on('SIGTERM', () => void daemon.end('SIGTERM'));
daemon
  .listen()
  .then(() => daemon.load())
  .then(() => daemon.finished)
  .then(() => process.exit(0));
