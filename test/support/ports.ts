import { createServer, type Server } from 'node:net';

/** Below the ports that systems give to whoever asks for any: Linux from 32768 on, macOS from 49152. */
const FIRST = 10_000;

/** Each process has a stretch of its own, so that tests which run side by side never meet. */
const STRETCHES = 200;
const PORTS_IN_STRETCH = 110;

let stretch: Promise<number> | undefined;
let given = 0;

/** A port that nobody listens on, and that no other test is given. */
export async function freePort(): Promise<number> {
  stretch ??= takeStretch();
  const first = await stretch;
  for (let tries = 1; tries < PORTS_IN_STRETCH; tries++) {
    const port = first + 1 + (given++ % (PORTS_IN_STRETCH - 1));
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`all ports from ${first} on are taken`);
}

/** The first port of a stretch. It is listened on as long as this process lives, which keeps the others away. */
async function takeStretch(): Promise<number> {
  for (let tries = 0; tries < STRETCHES; tries++) {
    const first = FIRST + ((process.pid + tries) % STRETCHES) * PORTS_IN_STRETCH;
    if ((await listenOn(first)) !== undefined) {
      return first;
    }
  }
  throw new Error(`all ports from ${FIRST} on are taken`);
}

async function isFree(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server !== undefined) {
    await new Promise((resolve) => server.close(resolve));
  }
  return server !== undefined;
}

/** @returns `undefined` when somebody else does */
function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, () => resolve(server.unref()));
  });
}
