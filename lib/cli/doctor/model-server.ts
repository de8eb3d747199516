import { connect } from 'node:net';
import type { Config } from '../../config/schema.ts';
import { serverCommandOf } from '../../engines/model-server/presets.ts';
import { ModelServerUnreachableError } from '../../engines/openai/errors.ts';
import { createEngine } from '../../engines/registry.ts';
import { messageOf } from '../../errors.ts';
import { type Check, type Finding, ok, wrong } from './check.ts';
import { loadEngine } from './load-engine.ts';
import { roomOf } from './room.ts';

/** How long a server may take to accept a connection, in ms. */
const CONNECT_MS = 3000;

/** Each server that runs already: reachable, with the model, and what fits into its context. */
export const modelServerCheck: Check = {
  name: 'Model server',
  run: async (patient, onProgress, signal): Promise<Finding[] | undefined> => {
    const { config, engine } = patient;
    const urls = config && [config.describe.server?.base_url ?? []].flat();
    if (config === undefined || urls === undefined || engine !== 'openai' || isStarted(config)) {
      return undefined;
    }
    const findings = await Promise.all(urls.map((url) => lookAt(url, config, onProgress, signal)));
    if (findings.every(({ mark }) => mark === 'wrong')) {
      patient.whyNoModel = 'no server can be used';
    }
    return findings;
  },
};

/** Whether the daemon starts the server itself. */
export function isStarted({ describe }: Config): boolean {
  return serverCommandOf(describe) !== undefined;
}

async function lookAt(
  url: string,
  config: Config,
  onProgress: (what: string) => void,
  signal: AbortSignal,
): Promise<Finding> {
  const { describe } = config;
  const alone = {
    ...config,
    describe: { ...describe, server: { ...describe.server, base_url: url } },
  };
  const engine = await createEngine(alone, onProgress);
  try {
    await checkConnection(url);
    await loadEngine(engine, config, onProgress, signal);
    const [room] = engine.room ?? [];
    const answers = `${url} answers for ${engine.model}`;
    if (room === undefined) {
      return ok(answers);
    }
    const { mark, text } = roomOf(room);
    return { mark, text: `${answers}: ${text}` };
  } catch (error) {
    signal.throwIfAborted();
    return wrong(messageOf(error));
  } finally {
    await engine.close();
  }
}

/**
 * The engine waits for a server that starts at the same time; here nobody is about to start one.
 *
 * @throws ModelServerUnreachableError
 */
async function checkConnection(url: string): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
      socket.setTimeout(CONNECT_MS, () => reject(new Error(`no answer in ${CONNECT_MS / 1000} s`)));
    });
  } catch (error) {
    throw new ModelServerUnreachableError(url, messageOf(error) || 'refused', { cause: error });
  } finally {
    socket.destroy();
  }
}
