import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any: Linux from 32768 on, macOS from 49152. */
const FIRST = 10_000;

/** Each process has a stretch of its own, so that tests which run side by side never meet. */
const STRETCHES = 200;
const PORTS_IN_STRETCH = 110;

const first = FIRST + (process.pid % STRETCHES) * PORTS_IN_STRETCH;
let given = 0;

/** A port that nobody listens on, and that no other test is given. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS_IN_STRETCH; tries++) {
    const port = first + (given++ % PORTS_IN_STRETCH);
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`all ports from ${first} on are taken`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
