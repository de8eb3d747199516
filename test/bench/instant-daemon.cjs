/**
 * Our own daemon with an engine that answers at once: it sends the record it is given, under the
 * name that is asked for. What is left is what there is around a model. Arguments: the
 * configuration and the record, as JSON; how many clips it says to work on at a time; ms per clip.
 */
require('esbuild-register');
const { EventEmitter } = require('node:events');
const { basename } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { processRef } = require('../../lib/process/process-ref.ts');
const { Daemon } = require('../../lib/daemon/daemon.ts');

const [config, record, slots = '1', ms = '0'] = process.argv.slice(2);

class InstantWork extends EventEmitter {
  model = 'measured';
  slots = Number(slots);
  clipsAtATime = Number(slots);
  isIdle = true;
  #config = JSON.parse(config);
  #record = JSON.parse(record);
  #described = 0;

  get place() {
    return { host: this.#config.daemon_host, port: this.#config.daemon_port };
  }
  async begin(port) {
    return { process: processRef(process.pid), port };
  }
  async load() {}
  status() {
    return { is_busy: false, total_processed: this.#described, queue_length: 0 };
  }
  async describe({ filename }) {
    if (ms !== '0') {
      await sleep(Number(ms));
    }
    this.#described++;
    return {
      record: { ...this.#record, filename: basename(filename) },
      timings: { decode: 0, queue: 0, model: Number(ms) / 1000 },
    };
  }
  async close() {}
}

const daemon = new Daemon(JSON.parse(config), 'persistent', new InstantWork());
process.on('SIGTERM', () => void daemon.end('SIGTERM'));
daemon
  .listen()
  .then(() => daemon.load())
  .then(() => daemon.finished)
  .then(() => process.exit(0));
