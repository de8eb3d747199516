/**
 * `npm run try:llama-server [-- --server PATH] [--clips FOLDER] [--case NAME]`: describes clips with a tiny model of
 * random weights behind a real llama-server, started in each way that users start it, and prints what came of it. The
 * exit code is 1 when a clip lacks its record, or a run that must fail does not say why. The server is the one that is
 * named, or in PATH; else one of Debian's newest, installed into a temporary folder, which needs root.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { instructionsOf } from '../../lib/engines/answer/question.ts';
import { Prompt } from '../../lib/prompt/prompt.ts';
import { machine } from '../bench/machine.ts';
import { inRepository } from '../support/repository.ts';
import { writeTinyGguf } from '../support/tiny-gguf/tiny-gguf.ts';
import { CASES } from './cases.ts';
import { installDebianServer, removeDebian } from './debian.ts';
import { installedServer } from './llama-server.ts';
import { type Row, runCase } from './run-case.ts';
import { FOOTNOTE, table } from './table.ts';

/** How many clips each case describes: each of the examples twice. */
const CLIPS = 12;

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(2),
    options: {
      server: { type: 'string' },
      clips: { type: 'string', default: inRepository('examples/clips') },
      case: { type: 'string', multiple: true },
    },
  });
  const cases = CASES.filter(({ name }) => values.case?.includes(name) ?? true);
  if (cases.length === 0) {
    throw new Error(`--case must be one of ${CASES.map(({ name }) => `'${name}'`).join(', ')}`);
  }
  const clips = clipsIn(values.clips);
  const folder = mkdtempSync(join(tmpdir(), 'real-server-'));
  const debian = join(folder, 'debian');
  try {
    const vocabulary = instructionsOf(Prompt.load());
    const model = writeTinyGguf(join(folder, 'model'), { vocabulary });
    const program =
      values.server === undefined
        ? (installedServer() ?? (await installDebianServer(debian)))
        : ([values.server] as const);
    console.log(machine());
    const rows: Row[] = [];
    let isInterrupted = false;
    // The case under way cleans up after itself.
    process.on('SIGINT', () => {
      isInterrupted = true;
    });
    for (const each of cases) {
      if (isInterrupted) {
        break;
      }
      const row = await runCase(each, { program, model, clips });
      rows.push(row);
      console.log(`${row.name}: ${row.problem ?? 'ok'}`);
    }
    console.log(`\n${table(rows)}\n\n${FOOTNOTE}`);
    process.exitCode = !isInterrupted && rows.every(({ problem }) => problem === undefined) ? 0 : 1;
  } finally {
    removeDebian(debian);
    rmSync(folder, { recursive: true, force: true });
  }
}

function clipsIn(folder: string): string[] {
  const films = readdirSync(folder)
    .filter((name) => ['.mp4', '.mov', '.webm', '.mkv'].includes(extname(name).toLowerCase()))
    .map((name) => join(folder, name));
  if (films.length === 0) {
    throw new Error(`there are no clips in ${folder}`);
  }
  return Array.from({ length: CLIPS }, (_, at) => films[at % films.length] ?? '');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
