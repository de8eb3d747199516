import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { hasCode, messageOf } from '../errors.ts';
import { isMapping, type Mapping } from '../util/mapping.ts';
import {
  ConfigFileMissingError,
  ConfigFileUnreadableError,
  ConfigOverrideError,
} from './errors.ts';

/** A file that need not exist and does not is an empty mapping. */
export function readConfigFile(file: string, mustExist: boolean): Mapping {
  let content: unknown;
  try {
    content = parseYaml(readFileSync(file, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      if (mustExist) {
        throw new ConfigFileMissingError(file);
      }
      return {};
    }
    throw new ConfigFileUnreadableError(file, firstLine(messageOf(error)), { cause: error });
  }
  if (content === null || content === undefined) {
    return {};
  }
  if (!isMapping(content)) {
    throw new ConfigFileUnreadableError(
      file,
      'expected keys and values, such as daemon_port: 5555.',
    );
  }
  return content;
}

/** YAML's messages go on with a drawing of the place. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? message).replace(/:$/, '.');
}

/** Lays one `key=value` over the input; dots lead into nested mappings. */
export function applyOverride(input: Mapping, override: string): void {
  const path = overriddenKey(override).split('.');
  const last = path.pop() ?? '';
  let target = input;
  for (const name of path) {
    const next = Object.hasOwn(target, name) ? target[name] : undefined;
    const mapping = isMapping(next) ? { ...next } : {};
    defineKey(target, name, mapping);
    target = mapping;
  }
  try {
    defineKey(target, last, parseYaml(override.slice(override.indexOf('=') + 1)));
  } catch (error) {
    throw new ConfigOverrideError(override, firstLine(messageOf(error)));
  }
}

/** The key of `key=value`, with its dots. */
export function overriddenKey(override: string): string {
  const equals = override.indexOf('=');
  if (equals < 1) {
    throw new ConfigOverrideError(override, 'there is no key=value in it.');
  }
  return override.slice(0, equals);
}

/** Defines rather than assigns, so that a key named `__proto__` is only a key. */
function defineKey(target: Mapping, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
