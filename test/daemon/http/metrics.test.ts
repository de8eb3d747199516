import { strict as assert } from 'node:assert';
import { Metrics } from '../../../lib/daemon/http/metrics.ts';
import { Health, Status } from '../../../lib/protocol/messages.ts';

const health = Health.parse({
  status: 'healthy',
  model_loaded: true,
  model_name: 'a "quoted" \\ model',
  phase: 'ready',
  leases: 2,
});
const status = Status.parse({
  status: 'healthy',
  model_loaded: true,
  is_busy: true,
  total_processed: 7,
  queue_length: 3,
  engine: {
    name: 'openai',
    model_load_seconds: 1.5,
    clips_done: 7,
    clips_failed: 1,
    tokens_in: 7000,
    tokens_out: 700,
    queue_length: 2,
    servers: [
      {
        url: 'http://gpu-1:8080/v1',
        clips_at_a_time: 4,
        max_frames: 32,
        slots: 3,
        in_flight: 2,
        done: 7,
        failed: 1,
        set_aside: false,
        p50_seconds: 2.5,
        p95_seconds: 4,
        tokens_per_second: 81,
      },
    ],
  },
  time: {
    active_seconds: 10,
    decode_seconds: 4,
    queue_seconds: 3,
    model_seconds: 9,
    network_seconds: 1,
    decoders: 2,
    model_slots: 3,
  },
});

describe('GET /metrics', () => {
  let text: string;
  before(async () => {
    const metrics = new Metrics(() => ({ health, status }));
    await metrics.answer();
    // A counter tells the same when it is asked again.
    const answer = await metrics.answer();
    assert.match(answer.contentType, /^text\/plain; version=0\.0\.4/);
    text = answer.text;
  });

  it('tells what the daemon does and has done, and each model server', () => {
    for (const line of [
      'vlog_describe_clips_total{result="described"} 7',
      'vlog_describe_clips_total{result="failed"} 1',
      'vlog_describe_clip_seconds_total{stage="network"} 1',
      'vlog_describe_tokens_total{direction="out"} 700',
      'vlog_describe_clips_in_flight 3',
      'vlog_describe_leases 2',
      'vlog_describe_ready 1',
      'vlog_describe_server_requests_total{server="http://gpu-1:8080/v1",result="failed"} 1',
      'vlog_describe_server_up{server="http://gpu-1:8080/v1"} 1',
      'vlog_describe_server_answer_p95_seconds{server="http://gpu-1:8080/v1"} 4',
      'vlog_describe_server_tokens_per_second{server="http://gpu-1:8080/v1"} 81',
    ]) {
      assert(text.includes(`\n${line}\n`), `${line} in\n${text}`);
    }
    assert.match(text, /^process_cpu_seconds_total \d/m);
    assert.match(text, /_info\{version=".+",model="a \\"quoted\\" \\\\ model",engine="openai"\} 1/);
  });

  it('is in Prometheus’ text format, each metric with its help and its type, named by its conventions', () => {
    const typed = new Map<string, string>();
    for (const line of text.trimEnd().split('\n')) {
      const [, name = '', type = ''] =
        /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
      if (name !== '') {
        typed.set(name, type);
      }
      if (line !== '' && !line.startsWith('#')) {
        assert.match(
          line,
          /^[a-z_:][a-z0-9_:]*(\{\w+="([^"\\]|\\.)*"(,\w+="([^"\\]|\\.)*")*\})? \S+$/,
        );
      }
    }
    assert(typed.size > 30);
    for (const [name, type] of typed) {
      assert.match(text, new RegExp(`^# HELP ${name} [A-Z]`, 'm'));
      assert.equal(name.endsWith('_total'), type === 'counter', name);
      assert.doesNotMatch(name, /_(ms|milliseconds|kb|counter|gauge)(_|$)/);
    }
  });
});
