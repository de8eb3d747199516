import type { Status, WorkTime } from '../protocol/messages.ts';

/** In s; of less nothing is said. Without a model nobody minds a minute. */
const ENOUGH_SECONDS = 2;
const ENOUGH_WITHOUT_MODEL = 60;

/** A part that is busy for such a share of the time holds the others up. */
const BUSY = 0.8;

/** From such a share of the model's time on, the network is what to look at. */
const MUCH = 0.3;

/** From such a share on the network is told of, where the model takes such a share of the time. */
const SOME = 0.05;
const OF_WEIGHT = 0.2;

/** Of fewer clips nothing is said: no part can be busy all the time. */
const ENOUGH_CLIPS = 4;

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

/** Whether a run had so many clips that its parts could be busy all the time. */
export function isEnough(before: Status | undefined, now: Status): boolean {
  const clips = clipsOf(now) - clipsOf(before);
  // After a restart the daemon counts anew.
  const more = clips < 0 ? clipsOf(now) : clips;
  return more >= ENOUGH_CLIPS && more > (now.time?.model_slots ?? 0);
}

function clipsOf(status: Status | undefined): number {
  const { clips_done = 0, clips_failed = 0 } = status?.engine ?? {};
  return clips_done + clips_failed;
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
    ...(network >= SOME && model >= OF_WEIGHT
      ? [`the network took ${percent(network)} of the model’s time`]
      : []),
  ];
  const line = parts.join(', ');
  const advice = adviceFor(
    { model: isModel ? model : 0, decoders, network },
    engine,
    time.model_slots,
  );
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}${advice === undefined ? '' : `: ${advice}`}`;
}

function adviceFor(
  { model, decoders, network }: Record<'model' | 'decoders' | 'network', number>,
  engine: Status['engine'],
  slots: number,
): string | undefined {
  if (model >= BUSY && model >= decoders) {
    return modelAdvice(network, engine, slots);
  }
  if (decoders >= BUSY) {
    return 'more processor cores would help, or more machines (--shard)';
  }
  return undefined;
}

/** @param slots how many clips the servers may be asked about at most */
function modelAdvice(network: number, engine: Status['engine'], slots: number): string {
  const { name, servers = [] } = engine ?? {};
  const aside = servers.find(({ set_aside }) => set_aside);
  if (aside !== undefined) {
    return `${aside.url} gets no clips, since it failed or refused them; the daemon’s log says why`;
  }
  if (network >= MUCH) {
    return 'a quicker network to the servers would help, or smaller and fewer frames (describe.max_pixels, describe.max_frames)';
  }
  if (name !== 'openai' || servers.length === 0) {
    return 'a smaller model or a faster processor for it would help, or more machines (--shard)';
  }
  const taken = servers.reduce((sum, server) => sum + (server.slots ?? slots), 0);
  return taken < slots
    ? 'add a server (describe.server.base_url); those there are take no more clips at a time'
    : 'add a server (describe.server.base_url), or let each take more clips at a time (describe.server.slots)';
}

function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
