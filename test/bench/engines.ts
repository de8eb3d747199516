import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instructionsOf } from '../../lib/engines/answer/question.ts';
import { LLAMA_PACKAGE } from '../../lib/engines/llama/fugood.ts';
import { isInstalled } from '../../lib/engines/optional-package.ts';
import { Prompt } from '../../lib/prompt/prompt.ts';
import { installedServer } from '../real-servers/llama-server.ts';
import { type AnalyzedClip, analyzeExample } from '../support/analyzed-clip.ts';
import { writeTinyGguf } from '../support/tiny-gguf/tiny-gguf.ts';
import { askInAddon } from './engines/in-addon.ts';
import { askThroughServer } from './engines/through-server.ts';
import type { Figure } from './figures.ts';

const EXAMPLES = [
  'beach_then_coffee',
  'harbour_morning',
  'old_town_walk',
  'phare_au_soir',
  'saturday_market',
  'village_from_the_meadow',
];

/**
 * What the engines with a model add to llama.cpp: a tiny model of random weights, whose answers take least, behind a
 * real llama-server, and in the addon. Both need to be installed: a llama-server in PATH, `@fugood/llama.node`.
 */
export async function engines(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vlog-engines-'));
  try {
    const model = writeTinyGguf(folder, { vocabulary: instructionsOf(Prompt.load()) });
    const clips: AnalyzedClip[] = [];
    for (const name of EXAMPLES) {
      clips.push(await analyzeExample(name));
    }
    const views = clips.map(({ view }) => view);
    const program = installedServer();
    if (program === undefined) {
      console.log('  no llama-server in PATH: the engine openai is not measured');
    }
    if (!isInstalled(LLAMA_PACKAGE, import.meta.url)) {
      console.log(
        '  no @fugood/llama.node: npm install --no-save it, and the addon is measured too',
      );
    }
    return [
      ...(program === undefined ? [] : await askThroughServer(program, model, views)),
      ...(isInstalled(LLAMA_PACKAGE, import.meta.url)
        ? await askInAddon(folder, model, views)
        : []),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
