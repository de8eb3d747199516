import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Health, ServerFigures, Status } from '../../protocol/messages.ts';
import { TOOL } from '../../util/package-info.ts';

/** What each name of ours begins with; those of the process itself have the usual names. */
const PREFIX = 'vlog_describe_';

/** Of prom-client's own: no counters, which `_total` stands for. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

type Snapshot = { health: Health; status: Status };
type Sample = { value: number | undefined; labels?: Record<string, string> };

/** A metric, by its name without the prefix: base units, `_total` for what only rises (prometheus.io/docs/practices/naming). */
type Metric = {
  help: string;
  labels?: readonly string[];
  samples: (now: Snapshot) => Sample[];
};

const COUNTERS: Record<string, Metric> = {
  clips_total: {
    help: 'Clips that the engine has described, and those that failed there.',
    labels: ['result'],
    samples: ({ status: { engine } }) => [
      { value: engine?.clips_done, labels: { result: 'described' } },
      { value: engine?.clips_failed, labels: { result: 'failed' } },
    ],
  },
  active_seconds_total: {
    help: 'Time with at least one clip in hand, since the model was loaded.',
    samples: ({ status: { time } }) => [{ value: time?.active_seconds }],
  },
  clip_seconds_total: {
    help: 'Where the time of clips went, summed over clips: decode, queue, model, and network as a part of model.',
    labels: ['stage'],
    samples: ({ status: { time } }) => [
      { value: time?.decode_seconds, labels: { stage: 'decode' } },
      { value: time?.queue_seconds, labels: { stage: 'queue' } },
      { value: time?.model_seconds, labels: { stage: 'model' } },
      { value: time?.network_seconds, labels: { stage: 'network' } },
    ],
  },
  tokens_total: {
    help: 'Tokens that the model has read and written, where they are told.',
    labels: ['direction'],
    samples: ({ status: { engine } }) => [
      { value: engine?.tokens_in, labels: { direction: 'in' } },
      { value: engine?.tokens_out, labels: { direction: 'out' } },
    ],
  },
  server_requests_total: {
    help: 'Requests that a model server has answered, and those that failed.',
    labels: ['server', 'result'],
    samples: (now) => [
      ...perServer(now, ({ done }) => done, { result: 'answered' }),
      ...perServer(now, ({ failed }) => failed, { result: 'failed' }),
    ],
  },
};

const GAUGES: Record<string, Metric> = {
  info: {
    help: 'The daemon; always 1.',
    labels: ['version', 'model', 'engine'],
    samples: ({ health, status: { engine } }) => [
      {
        value: 1,
        labels: {
          version: TOOL.version,
          model: health.model_name ?? '',
          engine: engine?.name ?? 'daemon_command',
        },
      },
    ],
  },
  ready: {
    help: 'Whether the model is loaded and the daemon takes clips.',
    samples: ({ health }) => [{ value: Number(health.phase === 'ready') }],
  },
  model_load_seconds: {
    help: 'How long the model took to load.',
    samples: ({ status: { engine } }) => [{ value: engine?.model_load_seconds }],
  },
  leases: {
    help: 'Runs that hold the daemon.',
    samples: ({ health }) => [{ value: health.leases }],
  },
  clips_in_flight: {
    help: 'Clips in hand, those that wait included.',
    samples: ({ status }) => [{ value: status.queue_length }],
  },
  clips_waiting: {
    help: 'Clips that are decoded and wait for the engine.',
    samples: ({ status: { engine } }) => [{ value: engine?.queue_length }],
  },
  decoders: {
    help: 'Clips that can be decoded at the same time.',
    samples: ({ status: { time } }) => [{ value: time?.decoders }],
  },
  model_slots: {
    help: 'Clips that can be in the engine at the same time.',
    samples: ({ status: { time } }) => [{ value: time?.model_slots }],
  },
  server_slots: {
    help: 'Clips that a model server is asked about at the same time.',
    labels: ['server'],
    samples: (now) => perServer(now, ({ slots }) => slots),
  },
  server_requests_in_flight: {
    help: 'Requests that a model server works on.',
    labels: ['server'],
    samples: (now) => perServer(now, ({ in_flight }) => in_flight),
  },
  server_up: {
    help: 'Whether a model server gets clips: 0 while it is set aside.',
    labels: ['server'],
    samples: (now) =>
      perServer(now, ({ set_aside }) => (set_aside === undefined ? undefined : Number(!set_aside))),
  },
  server_answer_median_seconds: {
    help: 'Half of the last 256 answers of a model server took no longer.',
    labels: ['server'],
    samples: (now) => perServer(now, ({ p50_seconds }) => p50_seconds),
  },
  server_answer_p95_seconds: {
    help: 'Of the last 256 answers of a model server 95 % took no longer.',
    labels: ['server'],
    samples: (now) => perServer(now, ({ p95_seconds }) => p95_seconds),
  },
  server_tokens_per_second: {
    help: 'Tokens that a model server writes per second in which it has a request.',
    labels: ['server'],
    samples: (now) => perServer(now, ({ tokens_per_second }) => tokens_per_second),
  },
};

/** What the daemon is doing, for Prometheus; the figures are those of `/status` and `/health`. */
export class Metrics {
  readonly #registry = new Registry();

  /** @param snapshot called each time that the metrics are asked for */
  constructor(snapshot: () => Snapshot) {
    const add = (metrics: Record<string, Metric>, Kind: typeof Counter | typeof Gauge): void => {
      for (const [name, { help, labels = [], samples }] of Object.entries(metrics)) {
        new Kind({
          name: PREFIX + name,
          help,
          labelNames: labels,
          registers: [this.#registry],
          collect() {
            this.reset();
            for (const { value, labels: named = {} } of samples(snapshot())) {
              if (value !== undefined) {
                this.inc(named, value);
              }
            }
          },
        });
      }
    };
    add(COUNTERS, Counter);
    add(GAUGES, Gauge);
    collectDefaultMetrics({ register: this.#registry });
    for (const name of MISNAMED) {
      this.#registry.removeSingleMetric(name);
    }
  }

  async answer(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}

function perServer(
  { status: { engine } }: Snapshot,
  figureOf: (server: ServerFigures) => number | undefined,
  more: Record<string, string> = {},
): Sample[] {
  return (engine?.servers ?? []).map((server) => ({
    value: figureOf(server),
    labels: { server: server.url, ...more },
  }));
}
