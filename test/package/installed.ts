import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { freePort } from '../support/ports.ts';
import { REPOSITORY } from '../support/repository.ts';

const { devDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));

/** As a user would, but with what is there already, and without words. */
const NPM_FLAGS = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];

/** What the examples need besides the package itself. */
const BESIDE = [
  'gulp',
  'gulp-if',
  'gulp-rename',
  'typescript',
  'esbuild',
  'esbuild-register',
].concat(['@types/node', '@types/gulp', '@types/gulp-if', '@types/gulp-rename']);

/** The packed package, installed into a folder that was empty. */
export class Installed {
  readonly folder = mkdtempSync(join(tmpdir(), 'vlog-describe-package-'));
  /** What `npm pack` tells of the tarball: its size in bytes, and the files in it. */
  packed: { filename: string; size: number; files: { path: string }[] } = {
    filename: '',
    size: 0,
    files: [],
  };

  /** Packs what `npm run build` has made. */
  async pack(): Promise<void> {
    const flags = ['--json', '--silent', '--ignore-scripts', '--pack-destination', this.folder];
    const { stdout } = await execa('npm', ['pack', ...flags], { cwd: REPOSITORY });
    [this.packed] = JSON.parse(stdout);
  }

  async install(): Promise<void> {
    const beside = BESIDE.map((name) => `${name}@${devDependencies[name]}`);
    await this.#npmInstall(this.folder, join(this.folder, this.packed.filename), ...beside);
  }

  /** The program of another Node, from the registry. */
  async node(version: string): Promise<string> {
    const name = `node-${process.platform}-${process.arch}`;
    return join(await this.tool(name, version), 'bin/node');
  }

  /** A package from the registry in a folder of its own; answers where it is. */
  async tool(name: string, version: string): Promise<string> {
    const folder = join(this.folder, `${name}-${version}`);
    if (!existsSync(folder)) {
      mkdirSync(folder);
      await this.#npmInstall(folder, `${name}@${version}`);
    }
    return join(folder, 'node_modules', name);
  }

  async #npmInstall(cwd: string, ...packages: string[]): Promise<void> {
    writeFileSync(join(cwd, 'package.json'), '{"private": true}');
    await execa('npm', ['install', ...NPM_FLAGS, '--save-dev', ...packages], { cwd });
  }

  /** A project below the folder, so that it finds what is installed there: an example as it stands. */
  async project(example: string, name = example): Promise<Project> {
    const folder = join(this.folder, name);
    cpSync(join(REPOSITORY, 'examples', example), folder, { recursive: true });
    return new Project(folder, await freePort());
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

export class Project {
  readonly folder: string;
  /** What every gulp task needs for a port of its own. */
  readonly port: number;

  constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
    mkdirSync(join(folder, 'videos/preview'), { recursive: true });
    const config = join(folder, 'config.yaml');
    const written = textIfThere(config);
    writeFileSync(config, `${written}\n${stringify({ daemon_port: port })}`);
  }

  addClip(example: string): void {
    for (const end of ['.mp4', '_cleaned.srt']) {
      copyFileSync(
        join(REPOSITORY, 'examples/clips', `${example}${end}`),
        join(this.folder, 'videos/preview', `${example}${end}`),
      );
    }
  }

  record(example: string, folder = 'videos/preview'): Record<string, unknown> {
    return JSON.parse(readFileSync(join(this.folder, folder, `${example}.json`), 'utf8'));
  }

  /** Runs a program in the project. */
  run(file: string, args: string[], env: Record<string, string> = {}) {
    return execa(file, args, {
      cwd: this.folder,
      all: true,
      reject: false,
      stdin: 'ignore',
      env: { NO_COLOR: '1', ...env },
      timeout: 60_000,
    });
  }
}

function textIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Most examples need no config of their own.
    return '';
  }
}
