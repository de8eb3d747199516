import { VlogDescribeError } from '../errors.ts';

export class ConfigFileMissingError extends VlogDescribeError {
  static override readonly code = 'CONFIG_FILE_MISSING';
  constructor(file: string) {
    super(`No config file at ${file}. Name one that exists, or leave --configfile out.`);
  }
}

export class ConfigFileUnreadableError extends VlogDescribeError {
  static override readonly code = 'CONFIG_FILE_UNREADABLE';
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`Cannot read the config file ${file}: ${reason}`, options);
  }
}

export class ConfigKeyUnknownError extends VlogDescribeError {
  static override readonly code = 'CONFIG_KEY_UNKNOWN';
  constructor(key: string, nearest: string, source: string) {
    super(`Unknown key ${key} in ${source}. Did you mean ${nearest}?`);
  }
}

export class ConfigValueError extends VlogDescribeError {
  static override readonly code = 'CONFIG_VALUE';
  constructor(key: string, value: string, expected: string, source: string) {
    super(`${key} in ${source} must be ${expected}, got ${value}.`);
  }
}

export class ConfigOverrideError extends VlogDescribeError {
  static override readonly code = 'CONFIG_OVERRIDE';
  constructor(text: string, reason: string) {
    super(`--config ${text}: ${reason} Expected key=value, such as --config describe.fps=2.`);
  }
}

export class FlagUnknownError extends VlogDescribeError {
  static override readonly code = 'FLAG_UNKNOWN';
  constructor(flag: string, nearest: string) {
    super(`Unknown flag ${flag}. Did you mean ${nearest}?`);
  }
}

export class FlagValueError extends VlogDescribeError {
  static override readonly code = 'FLAG_VALUE';
  constructor(flag: string, expected: string) {
    super(`${flag} ${expected}.`);
  }
}
