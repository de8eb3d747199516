import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { configKeys } from '../../lib/config/keys.ts';
import { resolveConfig } from '../../lib/config/load.ts';
import { configTemplate } from '../../lib/config/template.ts';

const template = configTemplate();

describe('the config.yaml that is written for a new folder', () => {
  it('says nothing but where the clips are, and which model describes them', () => {
    assert.deepEqual(parse(template), {
      preview_folder: 'videos/preview',
      describe: { model: 'measured' },
      // Every key of it is commented out, which means the defaults.
      report: null,
      timeline: null,
    });
  });

  it('has every key behind a comment, with its default or with what is expected', () => {
    const lines = template.split('\n').map((line) => line.replace(/^[ #]+/, ''));
    for (const { path, purpose, expected, default: value } of configKeys()) {
      const at = lines.findIndex((line) => line.startsWith(purpose));

      assert.ok(at >= 0, purpose);
      assert.equal(lines[at], value === undefined ? `${purpose} (${expected})` : purpose);
      assert.match(lines[at + 1] ?? '', new RegExp(`^${path.at(-1)}:`));
    }
  });

  it('means the defaults when every comment of a known default is taken away', () => {
    const bare = template.replace(/^( *)# (\w+: \S.*)$/gm, '$1$2');
    const { describe, ...rest } = resolveConfig({});
    const { describe: written, ...writtenRest } = parse(bare) as Record<string, unknown>;

    assert.deepEqual(writtenRest, JSON.parse(JSON.stringify(rest)));
    assert.deepEqual(written, JSON.parse(JSON.stringify(describe)));
  });

  it('can be uncommented key by key: two spaces for each mapping', () => {
    assert.match(template, /^# daemon_port: 5555$/m);
    assert.match(template, /^describe:\n {2}# who looks/m);
    assert.match(template, /^ {2}# fps: 1$/m);
    assert.match(template, /^ {2}# server:\n {2}# {3}# |^ {2}# server:\n {2}# {3}\w/m);
    assert.match(template, /^ {2}# {3}base_url:$/m);
    assert.ok(template.endsWith('\n') && !template.endsWith('\n\n'));
  });
});
