import { VlogDescribeError } from '../../errors.ts';

/** How to install llama.cpp, with a program that runs models many times faster on a processor than the addon does. */
export const INSTALL_LLAMA_SERVER =
  'brew install llama.cpp (macOS, Linux), winget install llama.cpp (Windows), ' +
  'apt install llama.cpp (Debian, Ubuntu)';

export class LlamaMissingError extends VlogDescribeError {
  static override readonly code = 'LLAMA_MISSING';
  constructor(model: string) {
    super(
      `describe.model ${model} needs llama.cpp. Install it: ${INSTALL_LLAMA_SERVER}, or as an npm package: ` +
        'npm i -D @fugood/llama.node.',
    );
  }
}
