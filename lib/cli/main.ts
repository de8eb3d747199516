#!/usr/bin/env node
// First of all: an older Node fails at what the other imports need, with words that help nobody.
import '../util/check-node.ts';

import('./commands.ts').then(
  ({ runCommand }) => runCommand(),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
