import { resolveConfig } from '../../lib/config/load.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { DescribeOptions } from '../../lib/engines/engine.ts';
import { Prompt } from '../../lib/prompt/prompt.ts';
import type { ModelServer } from './model-server.ts';

/** The settings of an engine that asks these servers, all of the same model. */
export function settingsFor(
  servers: ModelServer | readonly ModelServer[],
  more: Partial<Config['describe']> = {},
): Config['describe'] {
  const list = [servers].flat();
  return resolveConfig({
    describe: {
      model: list[0]?.model ?? 'stand-in',
      ...more,
      server: { base_url: list.map(({ url }) => url), ...more.server },
    },
  }).describe;
}

/** What most tests ask an engine with. */
export function options(more: Partial<DescribeOptions> = {}): DescribeOptions {
  return {
    maxTokens: 2000,
    temperature: 0.7,
    prompt: Prompt.load(),
    signal: new AbortController().signal,
    ...more,
  };
}
