import { INSTALL_LLAMA_SERVER } from '../../engines/llama/errors.ts';
import { ask } from '../ask.ts';
import type { Hardware } from './hardware.ts';
import type { Missing } from './missing.ts';

/** llama.cpp as an npm package. */
const ADDON = '@fugood/llama.node';

/** How each package manager adds packages for development. */
const COMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['npm', ['npm', 'install', '--save-dev']],
  ['pnpm', ['pnpm', 'add', '--save-dev']],
  ['yarn', ['yarn', 'add', '--dev']],
  ['bun', ['bun', 'add', '--dev']],
]);

/** The command that adds packages, of the package manager that has started this process, else npm's. */
export function installCommand(packages: readonly string[]): string[] {
  const [manager = ''] = (process.env.npm_config_user_agent ?? '').split('/');
  return [...(COMMANDS.get(manager) ?? COMMANDS.get('npm') ?? []), ...packages];
}

/**
 * Adds llama.cpp to the project here, and what else is missing with it, if whoever is asked agrees.
 *
 * @returns what is missing then
 */
export async function offerLlama(missing: Missing, { hasGraphics }: Hardware): Promise<Missing> {
  const packages = [...missing.packages, ADDON];
  // The package's build for x64 does without AVX.
  const other =
    hasGraphics || process.arch !== 'x64'
      ? ''
      : ` On this processor llama-server is several times quicker: ${INSTALL_LLAMA_SERVER}.`;
  process.stdout.write(
    `The model needs llama.cpp, which ${ADDON} has inside (some 300 MB).${other}\n`,
  );
  const answer = await ask(`Install ${packages.join(', ')} now? [Y/n] `);
  if (answer === undefined || !/^(y(es)?)?$/i.test(answer.trim())) {
    return missing;
  }
  const { execa } = await import('execa');
  const [program = '', ...args] = installCommand(packages);
  const { failed } = await execa(program, args, { stdio: 'inherit', reject: false });
  return failed ? missing : { packages: [], isLlama: false };
}
