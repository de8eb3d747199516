import type { Config } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { abortable } from '../../process/abortable.ts';
import { nodeEntry } from '../../process/entry.ts';
import { WorkerHost } from '../../process/worker-host.ts';
import { type Check, type Finding, note, ok, type Patient, wrong } from './check.ts';
import { isStarted } from './model-server.ts';
import type { ModelAnswer, ModelOrder } from './model-worker.ts';
import { roomOf } from './room.ts';
import { SHOWN } from './trial-clip.ts';

/** A model of random weights may say anything. */
const LONGEST_NAME = 60;

/** One frame of the test clip through the model, which is loaded as the daemon would, and closed again. */
export const modelCheck: Check = {
  name: 'Model',
  run: async (patient, onProgress, signal): Promise<Finding | Finding[] | undefined> => {
    const { config, engine, reading, isVerbose } = patient;
    if (config === undefined || engine === undefined || engine === 'measured') {
      return undefined;
    }
    const why = whyNotAsked(patient, config);
    if (why !== undefined || reading === undefined) {
      return note(`not asked: ${why ?? 'the decoder gave no frame'}`);
    }
    const host = new WorkerHost<ModelOrder, ModelAnswer, string>({
      entry: nodeEntry(import.meta.url, './model-worker'),
      prints: isVerbose,
      isSilent: !isVerbose,
      onProgress,
    });
    try {
      const ended = (how: string): Error => new Error(`the process that loads it ended: ${how}`);
      const answer = await abortable(host.ask({ config, reading }, { ended }), signal);
      const words = ok(
        `one frame in ${answer.answerSeconds.toFixed(1)} s, after ${answer.loadSeconds.toFixed(1)} s ` +
          `to load: it shows ${SHOWN}, the model says ${answer.name.slice(0, LONGEST_NAME)}`,
      );
      // That of servers that run already is told with them.
      return isElsewhere(config) ? words : [words, ...answer.room.map(roomOf)];
    } catch (error) {
      signal.throwIfAborted();
      // Such programs download a model that is missing, in words of their own.
      const advice = isStarted(config)
        ? '\nNothing is downloaded here: if the model never was, npx gulp stage3 does it'
        : '';
      return wrong(`${messageOf(error)}${advice}`);
    } finally {
      await host.disconnect();
    }
  },
};

function whyNotAsked({ mayLoad, daemon, whyNoModel }: Patient, config: Config): string | undefined {
  if (!mayLoad) {
    return '--no-model';
  }
  // A second copy of a model may not fit into memory.
  return ['ready', 'busy', 'starting'].includes(daemon?.state ?? '') && !isElsewhere(config)
    ? 'the running daemon has it'
    : whyNoModel;
}

/** Whether servers have the model that are not started for it. */
function isElsewhere(config: Config): boolean {
  return config.describe.server?.base_url !== undefined && !isStarted(config);
}
