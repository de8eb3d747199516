import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsDifferences } from '../../lib/client/check-settings.ts';
import { resolveConfig } from '../../lib/config/load.ts';
import type { ConfigInput } from '../../lib/config/schema.ts';
import { controlSocketOf } from '../../lib/protocol/control-socket.ts';
import { canonicalHost, isLoopback } from '../../lib/protocol/host.ts';
import {
  DescribeRequest,
  type Identity,
  timingHeader,
  timingsIn,
  urlOf,
} from '../../lib/protocol/messages.ts';
import { placeOf } from '../../lib/protocol/place.ts';
import { settingsHash, settingsOf } from '../../lib/protocol/settings.ts';
import {
  readPidFile,
  readProcess,
  readSignalFile,
  removeOwnStateFiles,
  removeStateFiles,
  stateFilesOf,
  writePidFile,
  writeSignalFile,
} from '../../lib/protocol/state-files.ts';
import { tokenOf } from '../../lib/protocol/token.ts';

describe('what client and daemon say to each other', () => {
  it('has times in Server-Timing’s form, that come back as they went', () => {
    const timings = { decode: 1.25, queue: 0.003, model: 40, network: 0.5 };
    const header = timingHeader(timings);

    assert.equal(header, 'decode;dur=1250.0, queue;dur=3.0, model;dur=40000.0, network;dur=500.0');
    assert.deepEqual(timingsIn(header), timings);
    const older = timingsIn('decode;dur=1.0, queue;dur=2.0, model;dur=3.0');
    assert.deepEqual(older, { decode: 0.001, queue: 0.002, model: 0.003, network: 0 });
    assert.equal(timingsIn('decode;dur=1.0, queue;dur=2.0'), undefined);
    assert.equal(timingsIn('total;dur=5'), undefined);
    assert.equal(timingsIn(undefined), undefined);
  });

  it('goes to a host by name, by address, or by IPv6 address in brackets', () => {
    assert.equal(urlOf('localhost', 80), 'http://localhost:80');
    assert.equal(urlOf('::1', 5555), 'http://[::1]:5555');
  });

  it('names a file, with parameters inside the same limits as in config.yaml', () => {
    const asks = (body: Record<string, unknown>) =>
      DescribeRequest.safeParse({ filename: '/a.mp4', ...body }).success;

    for (const body of [{}, { fps: 60 }, { temperature: 0 }, { subtitle_file: null }]) {
      assert.equal(asks(body), true, JSON.stringify(body));
    }
    for (const body of [
      { fps: 0 },
      { fps: 61 },
      { max_pixels: 15 },
      { max_frames: 0 },
      { max_frames: 513 },
      { max_tokens: 0 },
      { temperature: 2.1 },
      { filename: '' },
      { filename: 'a\0b' },
      { filename: 'a'.repeat(4097) },
      { subtitle_file: '' },
    ]) {
      assert.equal(asks(body), false, JSON.stringify(body).slice(0, 60));
    }
  });
});

describe('a token', () => {
  const VARIABLE = 'TEST_MESSAGES_TOKEN';
  afterEach(() => {
    delete process.env[VARIABLE];
  });

  it('is needed when other machines can call', () => {
    for (const host of [
      'localhost',
      'LocalHost',
      '127.0.0.1',
      '127.8.9.1',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
    ]) {
      assert.equal(isLoopback(host), true, host);
      assert.equal(tokenOf(resolveConfig({ daemon_host: host })), undefined);
    }
    for (const host of [
      '0.0.0.0',
      '192.168.1.2',
      '127.example.org',
      '::',
      '::2',
      '::ffff:10.0.0.1',
      'example.org',
    ]) {
      assert.equal(isLoopback(host), false, host);
      assert.throws(() => tokenOf(resolveConfig({ daemon_host: host })), {
        code: 'TOKEN_MISSING',
        message: new RegExp(`daemon_host ${host} can be called from other machines`),
      });
    }
  });

  it('is what the variable holds, which must not be empty', () => {
    const config = resolveConfig({ daemon_host: '0.0.0.0', daemon_token_env: VARIABLE });
    assert.throws(() => tokenOf(config), { message: /TEST_MESSAGES_TOKEN, which is not set/ });
    process.env[VARIABLE] = '';
    assert.throws(() => tokenOf(config), { code: 'TOKEN_MISSING' });
    process.env[VARIABLE] = 'open sesame';
    assert.equal(tokenOf(config), 'open sesame');
  });
});

describe('two runs', () => {
  const identityOf = (input: ConfigInput): Identity => {
    const settings = settingsOf(resolveConfig(input));
    return {
      tool: 't',
      version: '1',
      instance: 'i',
      pid: 1,
      settings,
      settings_sha256: settingsHash(settings),
    };
  };
  const differences = (one: ConfigInput, other: ConfigInput) =>
    settingsDifferences(identityOf(one), resolveConfig(other));

  for (const [key, one, other] of [
    ['preview_folder', { preview_folder: 'a' }, { preview_folder: 'b' }],
    ['subtitle_suffix', { subtitle_suffix: '.a.srt' }, { subtitle_suffix: '.b.srt' }],
    ['daemon_command', { daemon_command: ['a'] }, {}],
    ['describe.engine', { describe: { engine: 'openai' } }, {}],
    ['describe.model', { describe: { engine: 'a', model: 'x' } }, { describe: { engine: 'a' } }],
    ['describe.prompt_file', { describe: { prompt_file: 'p' } }, {}],
    ['describe.server', { describe: { server: { slots: 1 } } }, {}],
    ['describe.model_path', { describe: { model_path: 'm' } }, {}],
    ['describe.dtype', { describe: { dtype: 'q4' } }, {}],
    ['describe.device', { describe: { device: 'cpu' } }, {}],
  ] as [string, ConfigInput, ConfigInput][]) {
    it(`share no daemon with another ${key}, and are told so`, () => {
      const told = differences(one, other);
      assert.equal(told.length, 1);
      assert.match(told[0] ?? '', new RegExp(`^${key} is .*, wanted `));
      assert.notEqual(identityOf(one).settings_sha256, identityOf(other).settings_sha256);
    });
  }

  it('share a daemon when they differ only in what goes with each clip', () => {
    const turned = { fps: 5, max_pixels: 99, max_frames: 3, max_tokens: 9, temperature: 0 };
    assert.deepEqual(differences({ describe: turned, daemon_keep_alive: 9 }, {}), []);
  });

  it('are told in words what the other’s setting is', () => {
    const told = differences({ daemon_command: ['a', 'b'] }, {});
    assert.deepEqual(told, ['daemon_command is ["a","b"], wanted null']);
    assert.match(
      differences({ describe: { dtype: 'q4' } }, {})[0] ?? '',
      /^.*dtype is q4, wanted null$/,
    );
  });

  it('have the same fingerprint of settings whatever the order of keys', () => {
    assert.equal(settingsHash({ a: 1, b: 2 }), settingsHash({ b: 2, a: 1 }));
    assert.notEqual(settingsHash({ a: 1, b: 2 }), settingsHash({ a: 2, b: 1 }));
  });

  it('find the same daemon however its host is written', () => {
    for (const [host, written] of [
      ['0:0:0:0:0:0:0:1', '::1'],
      ['::FFFF:7f00:1', '127.0.0.1'],
      ['Video-1.Example', 'video-1.example'],
    ] as const) {
      assert.equal(canonicalHost(host), written);
    }
    const places = ['::1', '0:0:0:0:0:0:0:1'].map((host) =>
      placeOf(resolveConfig({ daemon_host: host })),
    );
    assert.equal(places[0], places[1]);
  });

  it('meet at the same local socket for the same place only', () => {
    const socket = (input: ConfigInput) => controlSocketOf(resolveConfig(input));
    assert.equal(socket({}), socket({ daemon_pid_file: 'other' }));
    assert.notEqual(socket({}), socket({ daemon_port: 5556 }));
    assert.notEqual(socket({}), socket({ daemon_host: '127.0.0.2' }));
    assert.equal(socket({}), socket({ daemon_host: 'localhost' }));
    const free = { daemon_port: 0 };
    assert.notEqual(socket(free), socket({ ...free, daemon_pid_file: 'other' }));
  });
});

describe('the files of a daemon', () => {
  let folder: string;
  const files = () =>
    stateFilesOf(
      resolveConfig({
        daemon_pid_file: join(folder, 'run/daemon.pid'),
        daemon_signal_file: join(folder, 'run/ready.signal'),
        daemon_log_file: join(folder, 'logs/d.log'),
      }),
    );
  const ABOUT = { instance: 'one', url: 'http://127.0.0.1:1' };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lie where the keys say, the logs of start and stop beside the log', () => {
    assert.deepEqual(files(), {
      pid: join(folder, 'run/daemon.pid'),
      start: join(folder, 'run/daemon.pid.start'),
      signal: join(folder, 'run/ready.signal'),
      log: join(folder, 'logs/d.log'),
      startLog: join(folder, 'logs/daemon_start.log'),
      stopLog: join(folder, 'logs/daemon_stop.log'),
    });
  });

  it('hold the PID and a newline, nothing else, and what is needed to know the process again', () => {
    assert.equal(readProcess(files()), undefined);
    writePidFile(files(), { pid: 4321, startTime: '77' });

    assert.equal(readFileSync(files().pid, 'utf8'), '4321\n');
    assert.equal(readPidFile(files()), 4321);
    assert.deepEqual(readProcess(files()), { pid: 4321, startTime: '77' });
    writePidFile(files(), { pid: 4321, startTime: undefined });
    assert.equal(readProcess(files()), undefined);
  });

  for (const [text, pid] of [
    ['12', 12],
    [' 12 \n', 12],
    ['', undefined],
    ['0', undefined],
    ['-5', undefined],
    ['12 13', undefined],
    ['12x', undefined],
    ['12345678901', undefined],
  ] as const) {
    it(`name ${pid === undefined ? 'no process' : `process ${pid}`} with ${JSON.stringify(text)}`, () => {
      mkdirSync(join(folder, 'run'));
      writeFileSync(files().pid, text);
      assert.equal(readPidFile(files()), pid);
    });
  }

  it('tell where the daemon listens, and nothing when they are not ours', () => {
    assert.equal(readSignalFile(files()), undefined);
    writeSignalFile(files(), { pid: 12, startTime: '7' }, ABOUT);
    assert.deepEqual(readSignalFile(files()), { pid: 12, start_time: '7', ...ABOUT });
    writeSignalFile(files(), { pid: 12, startTime: undefined }, ABOUT);
    assert.deepEqual(readSignalFile(files()), { pid: 12, ...ABOUT });
    for (const text of ['', 'ready', '{"pid": "12"}', '[]']) {
      writeFileSync(files().signal, text);
      assert.equal(readSignalFile(files()), undefined, text);
    }
  });

  it('are removed by their own daemon, and by no other', () => {
    writePidFile(files(), { pid: 12, startTime: '7' });
    writeSignalFile(files(), { pid: 12, startTime: undefined }, ABOUT);
    removeOwnStateFiles(files(), 13);
    removeOwnStateFiles(files(), undefined);
    assert.equal(readdirSync(join(folder, 'run')).length, 3);
    removeOwnStateFiles(files(), 12);
    assert.deepEqual(readdirSync(join(folder, 'run')), []);

    writeSignalFile(files(), { pid: 12, startTime: undefined }, ABOUT);
    removeOwnStateFiles(files(), 13);
    assert.deepEqual(readdirSync(join(folder, 'run')), ['ready.signal']);
    removeStateFiles(files());
    assert.deepEqual(readdirSync(join(folder, 'run')), []);
    removeStateFiles(files());
  });

  it('are removed when nobody is named in them', () => {
    mkdirSync(join(folder, 'run'));
    writeFileSync(files().pid, 'nobody');
    removeOwnStateFiles(files(), 13);
    assert.deepEqual(readdirSync(join(folder, 'run')), []);
  });
});
