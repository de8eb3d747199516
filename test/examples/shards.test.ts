import { strict as assert } from 'node:assert';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import Vinyl from 'vinyl';
import { parse } from 'yaml';
import { resolveConfig } from '../../lib/config/load.ts';
import { shardOf } from '../../lib/plugins/shard-of.ts';
import { compiled } from '../support/compiled-package.ts';
import { inRepository } from '../support/repository.ts';
import { GULP } from '../support/workspace.ts';

const EXAMPLE = inRepository('examples/shards');
const CLIPS = 40;

const text = (file: string): string => readFileSync(join(EXAMPLE, file), 'utf8');

type Part = { command: string; env: Record<string, string> };

/**
 * What each system runs for each of its parts: its command as it stands in the example, and the variables
 * that the system sets. Its own schedulers are not started.
 */
const SYSTEMS = {
  'a Kubernetes Indexed Job': () => {
    const { spec } = parse(text('kubernetes-job.yaml'));
    assert.equal(spec.completionMode, 'Indexed');
    const [, , command] = spec.template.spec.containers[0].command;
    return Array.from({ length: spec.completions }, (_, index) => ({
      command,
      env: { JOB_COMPLETION_INDEX: String(index) },
    }));
  },
  'a SLURM array': () => {
    const script = text('slurm.sbatch');
    const last = Number(/^#SBATCH --array=1-(\d+)$/m.exec(script)?.[1]);
    return Array.from({ length: last }, (_, at) => ({
      command: script,
      // As when one task is submitted again.
      env: { SLURM_ARRAY_TASK_ID: String(at + 1), SLURM_ARRAY_TASK_COUNT: '1' },
    }));
  },
  'GNU parallel': () => {
    const [, command = '', parts = ''] =
      /^\s+(npx .*) ::: ([\d ]+)$/m.exec(text('gnu-parallel.sh')) ?? [];
    return parts.split(' ').map((part) => ({ command: command.replaceAll('{}', part), env: {} }));
  },
  'a matrix of GitHub Actions': () => {
    const { strategy, steps } = parse(text('github-actions.yml')).jobs.describe;
    const [run] = steps.flatMap((step: { run?: string }) => step.run ?? []).slice(-1);
    const shards: number[] = strategy.matrix.shard;
    return shards.map((shard) => ({
      command: run
        .replace(/\$\{\{ matrix\.shard \}\}/, shard)
        .replace(/\$\{\{ strategy\.job-total \}\}/, shards.length),
      env: {},
    }));
  },
  'GitLab’s parallel': () => {
    const { parallel, script } = parse(text('gitlab-ci.yml')).describe;
    return Array.from({ length: parallel }, (_, at) => ({
      command: script.at(-1),
      env: { CI_NODE_INDEX: String(at + 1), CI_NODE_TOTAL: String(parallel) },
    }));
  },
} satisfies Record<string, () => Part[]>;

describe('the example of shards', () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-shards-'));
    await cp(EXAMPLE, folder, { recursive: true });
    writeFileSync(
      join(folder, 'gulpfile.mjs'),
      text('gulpfile.mjs').replace('gulp-vlog-describe', compiled('index')),
    );
    symlinkSync(inRepository('node_modules'), join(folder, 'node_modules'));
    await mkdir(join(folder, 'videos/preview'), { recursive: true });
    for (let clip = 0; clip < CLIPS; clip++) {
      writeFileSync(join(folder, `videos/preview/clip ${clip}.mp4`), '');
    }
    // Tells what a system would have run.
    await mkdir(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/npx'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
  });
  after(() => rmSync(folder, { recursive: true }));

  const commandOf = async ({ command, env }: Part): Promise<string> => {
    const PATH = [join(folder, 'bin'), process.env.PATH].join(delimiter);
    const { stdout } = await execa('sh', ['-c', command], { cwd: folder, env: { ...env, PATH } });
    return stdout;
  };

  for (const [system, partsOf] of Object.entries<() => Part[]>(SYSTEMS)) {
    it(`has each part of the clips described once as ${system}`, async () => {
      const commands = await Promise.all(partsOf().map(commandOf));
      const total = commands.length;
      assert.deepEqual(
        commands,
        Array.from({ length: total }, (_, at) => `gulp stage3 --shard ${at + 1}/${total}`),
      );
      // Which clips the last one would describe is enough, and takes no port.
      const args = commands.at(-1)?.split(' ').slice(1) ?? [];
      const { stdout } = await execa(process.execPath, [GULP, ...args, '--dry-run', '--no-color'], {
        cwd: folder,
      });
      const clips = [...stdout.matchAll(/Would describe (clip \d+\.mp4)/g)].map(([, name]) => name);
      const config = resolveConfig({ preview_folder: join(folder, 'videos/preview') });
      const expected = readdirSync(join(folder, 'videos/preview')).filter(
        (name) =>
          shardOf(new Vinyl({ path: join(folder, 'videos/preview', name) }), total, config) ===
          total,
      );
      assert.deepEqual(clips.toSorted(), expected.toSorted());
      assert(clips.length > 0);
    });
  }
}).timeout(60_000);
