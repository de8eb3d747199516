import type { ModelFiles } from '../../model-files/index.ts';
import type { ServerCommand } from '../model-server/presets.ts';
import { INSTALL_LLAMA_SERVER } from './errors.ts';

export type ServerOptions = {
  /** Absolute path. */
  program: string;
  files: Pick<ModelFiles, 'model' | 'projector'>;
  /** Clips at a time. */
  slots: number;
  /** Tokens for each of them. */
  context: number;
  onCpu: boolean;
  /** Without one, it would answer every program here, and every web page in a browser. */
  apiKey: string;
};

/** How `llama-server` is started. Only flags that it has had since it takes pictures (May 2025). */
export function llamaServerCommand(options: ServerOptions): ServerCommand {
  const { program, files, slots, context, onCpu, apiKey } = options;
  const command = [
    ...[program, '-m', '{model_file}', '--mmproj', '{projector_file}', '--alias', '{model}'],
    ...['--host', '{host}', '--port', '{port}'],
    // With -np given, each slot has its own share of the context.
    ...['-np', String(slots), '-c', String(slots * context)],
    ...(onCpu ? ['-ngl', '0', '--device', 'none', '--no-mmproj-offload'] : []),
  ];
  return {
    name: 'the model server llama-server',
    command,
    values: { model_file: files.model, projector_file: files.projector },
    // Unlike flags, variables that a version does not know are no error.
    env: {
      // Its web page, by the names of newer and older versions.
      LLAMA_ARG_UI: '0',
      LLAMA_ARG_NO_WEBUI: '1',
      // Answers are not asked for twice; by default up to 8 GB of prompts are kept.
      LLAMA_ARG_CACHE_RAM: '0',
      LLAMA_API_KEY: apiKey,
    },
    apiKey,
    preset: { command, install: INSTALL_LLAMA_SERVER },
  };
}
