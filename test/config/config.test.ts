import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { loadConfig, resolveConfig } from '../../lib/config/load.ts';
import { engineName } from '../../lib/config/schema.ts';
import { VlogDescribeError } from '../../lib/errors.ts';
import { stateFilesOf } from '../../lib/protocol/state-files.ts';

describe('the configuration', () => {
  let folder: string;
  const file = (yaml: string): string => {
    const path = join(folder, 'config.yaml');
    writeFileSync(path, yaml);
    return path;
  };
  const messageOf = (load: () => unknown): string => {
    try {
      load();
    } catch (error) {
      assert(error instanceof VlogDescribeError, String(error));
      return error.message;
    }
    throw new Error('it was accepted');
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-config-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('has the seed’s defaults when there is no file and nothing is asked for', () => {
    const config = resolveConfig({});
    assert.equal(config.preview_folder, 'videos/preview');
    assert.equal(config.subtitle_suffix, '_cleaned.srt');
    assert.equal(config.daemon_host, '127.0.0.1');
    assert.equal(config.daemon_port, 5555);
    assert.equal(config.daemon_signal_file, 'status/daemon_running.signal');
    assert.equal(config.daemon_pid_file, 'status/daemon.pid');
    assert.equal(config.daemon_log_file, 'logs/daemon.log');
    assert.equal(config.daemon_start_timeout, 300);
    assert.equal(config.daemon_stop_timeout, 10);
    assert.equal(config.daemon_keep_alive, 0);
    assert.deepEqual(config.describe, {
      model: 'measured',
      fps: 1,
      max_pixels: 224,
      max_frames: 32,
      max_tokens: 2000,
      temperature: 0.7,
      require_subtitles: true,
      timeout: 600,
      thumbnail_file: '{stem}_thumb.jpg',
      live_report: false,
    });
  });

  it('gives each shard a port and files of its own, also where the files are named', () => {
    const { daemon_port, ...config } = resolveConfig({ shard: '2/8', daemon_pid_file: 'run/pid' });
    assert.equal(daemon_port, 5557);
    assert.equal(config.daemon_pid_file, 'run/pid-2of8');
    assert.equal(config.daemon_signal_file, 'status/daemon_running-2of8.signal');
    const { startLog, stopLog } = stateFilesOf({ daemon_port, ...config });
    assert.deepEqual(
      [startLog, stopLog].map((path) => basename(path)),
      ['daemon-2of8_start.log', 'daemon-2of8_stop.log'],
    );
    // A plugin that is given a whole configuration resolves it again.
    assert.deepEqual(resolveConfig({ daemon_port, ...config }), { daemon_port, ...config });
  });

  it('lets the shards of a machine share the daemon on a port that is named', () => {
    const config = resolveConfig({ shard: '2/8', daemon_port: 6000 });
    assert.equal(config.daemon_port, 6000);
    assert.equal(config.daemon_pid_file, 'status/daemon-6000-2of8.pid');
    assert.equal(basename(stateFilesOf(config).startLog), 'daemon-6000-2of8_start.log');
    assert.equal(resolveConfig({ shard: '2/8', daemon_port: 0 }).daemon_port, 0);
  });

  it('gives the files of a daemon on another port names with that port, unless they are named', () => {
    const { daemon_pid_file, daemon_signal_file, daemon_log_file } = resolveConfig({
      daemon_port: 5556,
      daemon_log_file: 'my.log',
    });
    assert.equal(daemon_pid_file, 'status/daemon-5556.pid');
    assert.equal(daemon_signal_file, 'status/daemon_running-5556.signal');
    assert.equal(daemon_log_file, 'my.log');
    const { startLog, stopLog } = stateFilesOf(resolveConfig({ daemon_port: 5556 }));
    assert.deepEqual(
      [startLog, stopLog].map((file) => basename(file)),
      ['daemon-5556_start.log', 'daemon-5556_stop.log'],
    );
  });

  it('reads merge keys, as the seed’s loader does', () => {
    const { describe } = loadConfig(file('base: &base { fps: 2 }\ndescribe:\n  <<: *base\n'));
    assert.equal(describe.fps, 2);
  });

  it('says so when an alias stands inside its own value, in the file and on the command line', () => {
    const cyclic = '&d { server: *d }';
    assert.match(
      messageOf(() => loadConfig(file(`describe: ${cyclic}`))),
      /config\.yaml: an alias \(\*name\) stands inside/,
    );
    assert.match(
      messageOf(() => loadConfig(file(''), [`describe=${cyclic}`])),
      /--config describe=.* an alias/,
    );
  });

  it('is not read from a device, a pipe or a file that is too large', () => {
    assert.match(
      messageOf(() => loadConfig('/dev/zero')),
      /\/dev\/zero: not a file/,
    );
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.match(
      messageOf(() => loadConfig(pipe)),
      /pipe: not a file/,
    );
    assert.match(
      messageOf(() => loadConfig(file('#'.repeat(1024 * 1024 + 1)))),
      /larger than 1024 KB/,
    );
  });

  it('refuses an unknown key on the command line, naming the nearest', () => {
    assert.match(
      messageOf(() => loadConfig(file(''), ['preview_foler=x'])),
      /Unknown key preview_foler in --config\. Did you mean preview_folder\?/,
    );
  });

  it('warns once of a key in the file that is almost one of ours', async () => {
    const warnings: string[] = [];
    const listen = ({ message }: Error) => warnings.push(message);
    process.on('warning', listen);
    const typo = file('preview_foler: clips\npreview_settings: { width: 1280 }\n');
    loadConfig(typo);
    loadConfig(typo);
    await new Promise(setImmediate);
    process.off('warning', listen);
    assert.deepEqual(warnings, [
      `The key preview_foler in ${typo} is ignored. Did you mean preview_folder?`,
    ]);
  });

  it('loads the seed’s config.yaml as it is, with its keys for other stages', () => {
    const config = loadConfig(
      file(`
sd_card_path: "/Volumes/SDCARD"
main_folder: "videos/main"
preview_folder: "videos/preview"
video_extensions: [mp4, MP4, mov]
preview_settings: { width: 1280, crf: 23, preset: medium }
transcribe: { model: mlx-community/whisper-large-v3-turbo, format: srt }
describe:
  model: "mlx-community/Qwen3-VL-8B-Instruct-4bit"
  max_pixels: 224
  fps: 1.0
daemon_host: 127.0.0.1
daemon_port: 5555
daemon_signal_file: status/daemon_running.signal
daemon_pid_file: status/daemon.pid
daemon_log_file: logs/daemon.log
`),
    );
    assert.equal(config.describe.model, 'mlx-community/Qwen3-VL-8B-Instruct-4bit');
    assert.equal(engineName(config.describe), 'openai');
    assert.equal(Object.hasOwn(config, 'transcribe'), false);
  });

  it('takes --config key=value over the file, with dots for nesting and values read as YAML', () => {
    const path = file('daemon_port: 6000\ndescribe: { fps: 4, max_frames: 8 }\n');
    const config = loadConfig(path, [
      'describe.fps=2',
      'describe.require_subtitles=false',
      'describe.server.base_url=[http://a:1/v1, http://b:1/v1]',
      'preview_folder=my clips',
    ]);
    assert.equal(config.daemon_port, 6000);
    assert.equal(config.describe.fps, 2);
    assert.equal(config.describe.max_frames, 8);
    assert.equal(config.describe.require_subtitles, false);
    assert.deepEqual(config.describe.server?.base_url, ['http://a:1/v1', 'http://b:1/v1']);
    assert.equal(config.preview_folder, 'my clips');
  });

  it('takes a key without a value as its default, as YAML users mean it', () => {
    assert.equal(loadConfig(file('daemon_port:\ndescribe:\n')).daemon_port, 5555);
  });

  it('says which config file is missing when one was named', () => {
    const path = join(folder, 'none.yaml');
    assert.match(
      messageOf(() => loadConfig(path)),
      new RegExp(`No config file at ${path}`),
    );
  });

  it('says in one line where YAML does not parse', () => {
    const message = messageOf(() => loadConfig(file('a: [1\nb: 2\n')));
    assert.match(message, /config\.yaml: .* at line 2/);
    assert.equal(message.includes('\n'), false);
  });

  it('refuses a file that holds no mapping', () => {
    assert.match(
      messageOf(() => loadConfig(file('- a\n'))),
      /expected keys and values/,
    );
  });

  const typos: Array<[yaml: string, message: RegExp]> = [
    ['daemon_prot: 1', /Unknown key daemon_prot in .*config\.yaml\. Did you mean daemon_port\?/],
    ['describe: { fsp: 1 }', /Unknown key describe\.fsp in .* mean describe\.fps\?/],
    [
      'describe: { server: { bas_url: "http://a" } }',
      /Unknown key describe\.server\.bas_url .* mean describe\.server\.base_url\?/,
    ],
  ];
  for (const [yaml, message] of typos) {
    it(`names the nearest known key for a typo: ${yaml}`, () => {
      assert.match(
        messageOf(() => loadConfig(file(yaml))),
        message,
      );
    });
  }

  const wrong: Array<[override: string, message: RegExp]> = [
    ['describe.fps=fast', /^describe\.fps in --config must be a number above 0, .* got "fast"\.$/],
    ['describe.fps=0', /^describe\.fps .* got 0\.$/],
    [
      'describe.max_frames=2.5',
      /^describe\.max_frames .* a whole number from 1 to 512, got 2\.5\.$/,
    ],
    ['describe=4', /^describe .* a mapping, got 4\.$/],
    [
      'describe.require_subtitles=maybe',
      /^describe\.require_subtitles .* true or false, got "maybe"/,
    ],
    ['daemon_port=99999', /^daemon_port .* a port from 0 .* got 99999\.$/],
    ['daemon_stop_timeout=-1', /^daemon_stop_timeout .* seconds above 0, got -1\.$/],
    ['daemon_command=[1]', /^daemon_command .* a command as a list of words, got \[1\]\.$/],
    ['preview_extension="*"', /^preview_extension .* such as mp4, or a list of them, got/],
    ['daemon_host=http://127.0.0.1', /^daemon_host .* such as 127\.0\.0\.1 or ::1, got/],
    [
      'describe.server.base_url=http://me:secret@box/v1',
      /^describe\.server\.base_url .* without a password.*, got "http:\/\/…@box\/v1"/,
    ],
    [
      'describe.server.base_url=http://box/v1?api_key=secret',
      /^describe\.server\.base_url .* without .* or \?.*, got "http:\/\/box\/v1\?…"/,
    ],
    ['preview_folder=a/**/b', /^preview_folder .* with \/\*\* at its end .*, got/],
    ['subtitle_suffix=../x.srt', /^subtitle_suffix .* the end of a file name/],
    [
      'describe.server.base_url=foo',
      /^describe\.server\.base_url .* an http or https URL without a password or \?, or a list of such URLs, got "foo"/,
    ],
    [
      'describe.server.base_url=http://a:b@c/v1',
      /^describe\.server\.base_url .*without a password/,
    ],
    ['describe.server.base_url=file:///etc/passwd', /^describe\.server\.base_url .* http or https/],
  ];
  for (const [override, message] of wrong) {
    it(`names the key, the value and what was expected: ${override}`, () => {
      assert.match(
        messageOf(() => loadConfig(file(''), [override])),
        message,
      );
    });
  }

  it('says where the wrong value is, in the file or on the command line', () => {
    const path = file('daemon_port: no\n');
    assert.match(
      messageOf(() => loadConfig(path, ['describe.fps=2'])),
      /daemon_port in .*config\.yaml/,
    );
  });

  it('says what --config expects when there is no key=value', () => {
    assert.match(
      messageOf(() => loadConfig(file(''), ['describe.fps'])),
      /Expected key=value/,
    );
  });

  it('is not fooled by keys that mean something to JavaScript', () => {
    for (const key of ['__proto__.polluted', 'constructor.prototype.polluted']) {
      assert.match(
        messageOf(() => loadConfig(file(''), [`${key}=1`])),
        /Unknown key/,
      );
    }
    loadConfig(file('{ __proto__: { polluted: 1 }, constructor: { prototype: { polluted: 1 } } }'));
    assert.equal('polluted' in {}, false);
  });

  it('applies overrides over settings, which stay as they are', () => {
    const settings = { daemon_port: 6001, describe: { fps: 3 } };
    const { describe, daemon_port } = loadConfig(settings, ['describe.max_frames=7']);
    assert.deepEqual([daemon_port, describe.fps, describe.max_frames], [6001, 3, 7]);
    assert.deepEqual(settings, { daemon_port: 6001, describe: { fps: 3 } });
  });

  it('gives the defaults for what a plugin’s options leave out, and reads no file then', () => {
    const config = resolveConfig({ daemon_port: 6001, describe: { fps: 3 } });
    assert.equal(config.daemon_port, 6001);
    assert.equal(config.describe.fps, 3);
    assert.equal(config.describe.max_frames, 32);
  });

  it('reads config.yaml of the working directory when a plugin is given nothing', () => {
    const before = process.cwd();
    file('daemon_port: 6543\n');
    process.chdir(folder);
    try {
      assert.equal(resolveConfig().daemon_port, 6543);
      assert.equal(resolveConfig({}).daemon_port, 5555);
      assert.equal(loadConfig().daemon_port, 6543);
      rmSync(join(folder, 'config.yaml'));
      assert.equal(loadConfig().daemon_port, 5555);
    } finally {
      process.chdir(before);
    }
  });

  it('says that a wrong value stands in the options, or in --config', () => {
    assert.match(
      messageOf(() => resolveConfig({ daemon_port: -1 })),
      /^daemon_port in the options must be a port/,
    );
    assert.match(
      messageOf(() => loadConfig(file('daemon_port: 1\n'), ['daemon_port=no'])),
      /^daemon_port in --config must be a port .*, got "no"\.$/,
    );
  });

  it('shows no more than the beginning of a long value', () => {
    const message = messageOf(() => loadConfig(file(''), [`daemon_port=${'x'.repeat(500)}`]));
    assert.match(message, /got "x{76}…\.$/);
  });

  it('names the list and not its entry when one entry is wrong', () => {
    assert.match(
      messageOf(() => loadConfig(file('describe: { server: { base_url: [http://a, 7] } }\n'))),
      /^describe\.server\.base_url in .* got \["http:\/\/a",7\]\.$/,
    );
  });

  it('says in whole words why --config or the file cannot be read', () => {
    assert.match(
      messageOf(() => loadConfig(file(''), ['=2'])),
      /^--config =2: there is no key=value in it\. Expected key=value, such as/,
    );
    assert.match(
      messageOf(() => loadConfig(file(''), ['a=[1'])),
      /^--config a=\[1: .*\. Expected key=value/,
    );
    assert.match(
      messageOf(() => loadConfig(folder)),
      /^Cannot read the config file .*: not a file\.$/,
    );
  });

  it('takes an override that is empty, and one beside what the file has', () => {
    assert.equal(loadConfig(file('describe: { fps: 4 }\n'), ['describe.fps=']).describe.fps, 1);
    const { describe } = loadConfig(file('describe: { fps: 4 }\n'), ['describe.server.slots=3']);
    assert.equal(describe.fps, 4);
    assert.equal(describe.server?.slots, 3);
  });

  it('refuses a URL with a name, or with a password alone, in it', () => {
    for (const url of ['http://me@host/v1', 'http://:secret@host/v1']) {
      assert.match(
        messageOf(() => resolveConfig({ describe: { server: { base_url: url } } })),
        /without a password/,
      );
    }
  });

  for (const [settings, engine] of [
    [{}, 'measured'],
    [{ model: 'qwen' }, 'openai'],
    [{ model: 'smol', model_path: 'models/smol' }, 'transformers'],
    [{ engine: 'llama', model: 'qwen' }, 'llama'],
    [{ model: 'Qwen/Qwen3-VL-4B-Instruct-GGUF:Q8_0' }, 'llama'],
    [{ model: 'qwen', model_path: 'models/qwen.gguf' }, 'llama'],
    [{ model: 'Qwen/Qwen3-VL-4B-Instruct-GGUF', server: { slots: 2 } }, 'llama'],
    [{ model: 'some-GGUF', server: { base_url: 'http://gpu:8000' } }, 'openai'],
    [{ model: 'owner/some-GGUF', server: { command: 'llama-server' } }, 'openai'],
    [{ engine: 'openai', model: 'measured' }, 'openai'],
    [{ server: { base_url: 'http://gpu:8000' } }, 'openai'],
    [{ server: { slots: 4 } }, 'measured'],
    [{ model: 'measured', server: { base_url: 'http://gpu:8000' } }, 'measured'],
  ] as const) {
    it(`has the engine ${engine} for ${JSON.stringify(settings)}`, () => {
      assert.equal(engineName(resolveConfig({ describe: settings }).describe), engine);
    });
  }

  for (const [key, least, most, beyond] of [
    ['fps', 0.01, 60, [0, -1, 60.1]],
    ['max_pixels', 16, 33_177_600, [15, 33_177_601, 224.5]],
    ['max_frames', 1, 512, [0, 513]],
    ['max_tokens', 1, 1_000_000, [0, 1_000_001]],
    ['temperature', 0, 2, [-0.1, 2.1]],
    ['timeout', 0.1, 86_400, [0, 86_401]],
  ] as const) {
    it(`takes describe.${key} from ${least} to ${most}, and nothing beyond`, () => {
      for (const value of [least, most]) {
        assert.equal(resolveConfig({ describe: { [key]: value } }).describe[key], value);
      }
      for (const value of beyond) {
        assert.match(
          messageOf(() => resolveConfig({ describe: { [key]: value } })),
          new RegExp(`^describe\\.${key} in the options must be .*, got ${value}\\.$`),
        );
      }
    });
  }
});
