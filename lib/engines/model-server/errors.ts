import { capitalized, VlogDescribeError } from '../../errors.ts';

export class PresetUnavailableError extends VlogDescribeError {
  static override readonly code = 'PRESET_UNAVAILABLE';
  /** @param twin the same model in another format, that runs here */
  constructor(
    model: string,
    server: string,
    where: string,
    others: readonly string[],
    twin: string | undefined,
  ) {
    const same =
      twin === undefined
        ? ''
        : `${twin}, which is the same model for llama.cpp, and leave describe.server out; or to `;
    super(
      `describe.model ${model} needs ${server}, which runs only on ${where}. Here, set describe.model to ` +
        `${same}a model for another server and describe.server.command to ${others.join(' or ')}, or ` +
        'describe.server.base_url to where a server runs, or describe.model to measured, which needs none.',
    );
  }
}

export class ModelLeftOutError extends VlogDescribeError {
  static override readonly code = 'MODEL_LEFT_OUT';
  constructor(name: string) {
    super(`${capitalized(name)} is started with a model. Set describe.model to its name.`);
  }
}

export class ModelServerNotStartedError extends VlogDescribeError {
  static override readonly code = 'MODEL_SERVER_NOT_STARTED';
  constructor(name: string, how: string, install: string | undefined) {
    super(
      `${capitalized(name)} did not get ready: ${how}.${install === undefined ? '' : ` To install it: ${install}.`}`,
    );
  }
}

export class ModelServerPortTakenError extends VlogDescribeError {
  static override readonly code = 'MODEL_SERVER_PORT_TAKEN';
  constructor(url: string) {
    super(
      `Another program answers at ${url}, where describe.server.command was to be started. Leave ` +
        'describe.server.command out to use that server, or describe.server.base_url to take a free port.',
    );
  }
}
