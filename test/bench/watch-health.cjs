/** Asks a daemon's /health over and over until it is told to stop; then sends how long each answer took, in ms. */
const { Agent, get } = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');

const agent = new Agent({ keepAlive: true });
const url = `${process.argv[2]}/health`;
let watching = true;

const askOnce = () =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => response.resume().on('end', resolve)).on('error', reject);
  });

async function main() {
  const times = [];
  while (watching) {
    const begun = performance.now();
    await askOnce();
    times.push(performance.now() - begun);
    await sleep(5);
  }
  process.send(times, () => process.disconnect());
}

process.on('message', () => {
  watching = false;
});
main();
