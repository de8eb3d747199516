import { parse as parseYaml } from 'yaml';
import { hasCode, messageOf } from '../errors.ts';
import { isMapping, type Mapping } from '../util/mapping.ts';
import { readText } from '../util/read-text.ts';
import {
  ConfigFileMissingError,
  ConfigFileUnreadableError,
  ConfigOverrideError,
} from './errors.ts';
import { withoutPasswords } from './explain.ts';

/** In bytes. The seed's own takes 3 KB. */
const LARGEST_CONFIG = 1024 * 1024;

/** A file that need not exist and does not is an empty mapping. */
export function readConfigFile(file: string, mustExist: boolean): Mapping {
  let content: unknown;
  try {
    content = readYaml(readText(file, LARGEST_CONFIG));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      if (mustExist) {
        throw new ConfigFileMissingError(file);
      }
      return {};
    }
    throw new ConfigFileUnreadableError(file, sentence(messageOf(error)), { cause: error });
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

/**
 * With merge keys (`<<: *base`), as PyYAML reads them.
 *
 * @throws Error also when a value contains itself by an alias, which nothing here expects
 */
function readYaml(text: string): unknown {
  const value: unknown = parseYaml(text, { merge: true });
  try {
    JSON.stringify(value);
  } catch {
    throw new Error('an alias (*name) stands inside the value that it refers to');
  }
  return value;
}

/** The first line of a message, which YAML's parser follows with a drawing of the place. */
function sentence(message: string): string {
  return `${(message.split('\n', 1)[0] ?? message).replace(/[:.]$/, '')}.`;
}

/** Applies one `key=value` to the input; dots lead into nested mappings. */
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
    defineKey(target, last, readYaml(override.slice(override.indexOf('=') + 1)));
  } catch (error) {
    throw new ConfigOverrideError(withoutPasswords(override), sentence(messageOf(error)));
  }
}

/** The key of `key=value`, with its dots. */
export function overriddenKey(override: string): string {
  const equals = override.indexOf('=');
  if (equals < 1) {
    throw new ConfigOverrideError(withoutPasswords(override), 'there is no key=value in it.');
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
