import type { Status, WorkTime } from '../protocol/messages.ts';

/** In s; of less nothing is said. Without a model nobody minds a minute. */
const ENOUGH_SECONDS = 2;
const ENOUGH_WITHOUT_MODEL = 60;

/** A part that is busy for such a share of the time holds the others up. */
const BUSY = 0.8;

/** From such a share of the model's time on, the network is what to look at. */
const MUCH = 0.3;

/** The time between two answers; all of the second when the daemon was started in between. */
export function between(before: WorkTime | undefined, now: WorkTime): WorkTime {
  if (before === undefined || before.active_seconds > now.active_seconds) {
    return now;
  }
  const since = (part: keyof WorkTime): number => Math.max(0, now[part] - before[part]);
  return {
    ...now,
    active_seconds: since('active_seconds'),
    decode_seconds: since('decode_seconds'),
    queue_seconds: since('queue_seconds'),
    model_seconds: since('model_seconds'),
    network_seconds: since('network_seconds'),
  };
}

/**
 * Where the time went, and what to enlarge: `The model was busy 98 % of the time, the decoders 12 %: add a server …`.
 * `undefined` when there was too little of it.
 */
export function workTimeLine(
  time: WorkTime,
  { engine }: Pick<Status, 'engine'>,
  enoughSeconds?: number,
): string | undefined {
  const isModel = engine?.name !== 'measured';
  const enough = enoughSeconds ?? (isModel ? ENOUGH_SECONDS : ENOUGH_WITHOUT_MODEL);
  if (time.active_seconds < enough) {
    return undefined;
  }
  const model = share(time.model_seconds, time.active_seconds * time.model_slots);
  const decoders = share(time.decode_seconds, time.active_seconds * time.decoders);
  const network = share(time.network_seconds, time.model_seconds);
  const parts = [
    ...(isModel ? [`the model was busy ${percent(model)} of the time`] : []),
    `the decoders ${isModel ? '' : 'were busy '}${percent(decoders)}${isModel ? '' : ' of the time'}`,
    ...(network >= 0.01 ? [`the network took ${percent(network)} of the model’s time`] : []),
  ];
  const line = parts.join(', ');
  const advice = adviceFor({ model: isModel ? model : 0, decoders, network }, engine);
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${advice === undefined ? '' : `: ${advice}`}`;
}

function adviceFor(
  { model, decoders, network }: Record<'model' | 'decoders' | 'network', number>,
  engine: Status['engine'],
): string | undefined {
  if (model >= BUSY && model >= decoders) {
    if (network >= MUCH) {
      return 'a quicker network to the servers would help, or smaller and fewer frames (describe.max_pixels, describe.max_frames)';
    }
    return (engine?.servers ?? []).length > 0 && engine?.name === 'openai'
      ? 'add a server (describe.server.base_url), or let each take more clips at a time (describe.server.slots)'
      : 'a smaller model or a faster processor for it would help, or more machines (--shard)';
  }
  if (decoders >= BUSY) {
    return 'more processor cores would help, or more machines (--shard)';
  }
  return undefined;
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
