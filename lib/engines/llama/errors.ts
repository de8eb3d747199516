import { VlogDescribeError } from '../../errors.ts';

const INSTALL: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'brew install llama.cpp',
  win32: 'winget install llama.cpp',
};

/** How to install llama.cpp with its program, which is many times faster on an x64 processor than the addon. */
export const INSTALL_LLAMA_SERVER =
  INSTALL[process.platform] ?? 'brew install llama.cpp, or apt install llama.cpp (Debian sid)';

export class LlamaMissingError extends VlogDescribeError {
  static override readonly code = 'LLAMA_MISSING';
  constructor(model: string) {
    super(
      `describe.model ${model} needs llama.cpp. Install it: ${INSTALL_LLAMA_SERVER}, or as an npm package: ` +
        'npm i -D @fugood/llama.node.',
    );
  }
}
