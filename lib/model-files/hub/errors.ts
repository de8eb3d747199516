import { VlogDescribeError } from '../../errors.ts';

export class HubSettingsError extends VlogDescribeError {
  static override readonly code = 'HUB_SETTINGS';
  constructor(variable: string, expected: string) {
    super(`${variable} must be ${expected}.`);
  }
}

export class HubUnreachableError extends VlogDescribeError {
  static override readonly code = 'HUB_UNREACHABLE';
  constructor(host: string, reason: string) {
    super(
      `The model hub ${host} cannot be reached: ${reason}. Check the network (and HTTPS_PROXY, HF_ENDPOINT) and ` +
        'run again, which goes on where it stopped; or set describe.model_path to files that are there.',
    );
  }
}

export class HubAccessError extends VlogDescribeError {
  static override readonly code = 'HUB_ACCESS';
  constructor(repository: string, page: string, hasToken: boolean, isGated: boolean) {
    const accept = isGated ? `accept its conditions at ${page}, then ` : '';
    super(
      `The model hub does not give out ${repository}: ` +
        (isGated || !hasToken
          ? `${accept}set HF_TOKEN to a token that may read it${isGated ? '' : ' if it is private or gated; else check its name'}.`
          : 'the token in HF_TOKEN is not valid, or may not read it. Set another, or none for a public model.'),
    );
  }
}

export class ModelUnknownToHubError extends VlogDescribeError {
  static override readonly code = 'HUB_MODEL_UNKNOWN';
  constructor(repository: string, page: string) {
    super(
      `The model hub has no model ${repository} (${page}). Check describe.model; for a private model set HF_TOKEN.`,
    );
  }
}

export class HubBusyError extends VlogDescribeError {
  static override readonly code = 'HUB_BUSY';
  constructor(host: string, wait: string) {
    super(
      `The model hub ${host} takes no more requests for now (429${wait}). Run again later, which goes on where it ` +
        'stopped; HF_TOKEN raises the limit.',
    );
  }
}

export class HubAnswerError extends VlogDescribeError {
  static override readonly code = 'HUB_ANSWER';
  constructor(host: string, reason: string) {
    super(
      `The model hub ${host} answered with ${reason}. Check HF_ENDPOINT, or set describe.model_path.`,
    );
  }
}

export class HubOfflineError extends VlogDescribeError {
  static override readonly code = 'HUB_OFFLINE';
  constructor(model: string, cache: string) {
    super(
      `${model} is not in ${cache}, and HF_HUB_OFFLINE forbids to download it. Unset HF_HUB_OFFLINE once, or set ` +
        'describe.model_path to files that are there.',
    );
  }
}

export class DownloadCorruptError extends VlogDescribeError {
  static override readonly code = 'DOWNLOAD_CORRUPT';
  constructor(file: string, reason: string) {
    super(
      `${file} did not arrive as it is on the hub: ${reason}. What arrived was deleted; run again to download it anew.`,
    );
  }
}

export class ModelDiskFullError extends VlogDescribeError {
  static override readonly code = 'MODEL_DISK_FULL';
  constructor(model: string, folder: string, space: string) {
    super(
      `${model} does not fit on the disk of ${folder}: ${space}. Free some space there, or set HF_HOME to a ` +
        'folder on another disk.',
    );
  }
}

export class ModelCacheError extends VlogDescribeError {
  static override readonly code = 'MODEL_CACHE';
  constructor(path: string, reason: string) {
    super(`${path} cannot be used: ${reason}. Repair it, or set HF_HOME to another folder.`);
  }
}

export class ModelBusyError extends VlogDescribeError {
  static override readonly code = 'MODEL_BUSY';
  constructor(repository: string, who: string) {
    super(`${repository} is being downloaded by ${who}. Stop that, or wait until it has ended.`);
  }
}

export class ModelNotCachedError extends VlogDescribeError {
  static override readonly code = 'MODEL_NOT_CACHED';
  constructor(model: string, cache: string, names: readonly string[]) {
    super(
      `No model ${model} in ${cache}. ${names.length === 0 ? 'No GGUF model is there.' : `There are: ${names.join(', ')}.`}`,
    );
  }
}
