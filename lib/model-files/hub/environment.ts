import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasCode, messageOf } from '../../errors.ts';
import { readText } from '../../util/read-text.ts';
import { HubSettingsError } from './errors.ts';

/** Where the hub is, and where its files are kept; by the variables that all of its clients read. */
export type HubEnvironment = {
  /** Without a slash at its end. */
  endpoint: string;
  /** The folder that holds `models--owner--name`. */
  cache: string;
  token: string | undefined;
  /** Only the cache may be asked. */
  offline: boolean;
};

const ENDPOINT = 'https://huggingface.co';
const LONGEST_TOKEN_FILE = 64 * 1024;

/** @throws HubSettingsError for an endpoint that is no safe URL, and a token that no header can carry */
export function hubEnvironment(env: NodeJS.ProcessEnv = process.env): HubEnvironment {
  const home = expanded(
    env.HF_HOME || join(expanded(env.XDG_CACHE_HOME || join(homedir(), '.cache')), 'huggingface'),
  );
  return {
    endpoint: endpointOf(env.HF_ENDPOINT || ENDPOINT),
    cache: expanded(env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(home, 'hub')),
    token: isOn(env.HF_HUB_DISABLE_IMPLICIT_TOKEN) ? undefined : tokenOf(env, home),
    offline: isOffline(env),
  };
}

/** Whether the user has forbidden to ask the hub. */
export function isOffline(env: NodeJS.ProcessEnv = process.env): boolean {
  return isOn(env.HF_HUB_OFFLINE || env.TRANSFORMERS_OFFLINE);
}

/** Whether a host is this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function endpointOf(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && isLoopback(url))) {
    throw new HubSettingsError('HF_ENDPOINT', `an https URL, got ${written}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new HubSettingsError(
      'HF_ENDPOINT',
      'a URL without a password, which belongs into HF_TOKEN',
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function tokenOf(env: NodeJS.ProcessEnv, home: string): string | undefined {
  const variable = env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN;
  const token = (variable || fileText(expanded(env.HF_TOKEN_PATH || join(home, 'token')))).trim();
  if (!/^[\x21-\x7e]*$/.test(token)) {
    throw new HubSettingsError(
      variable ? 'HF_TOKEN' : 'the hub’s token file',
      'one word of ASCII letters',
    );
  }
  return token || undefined;
}

function fileText(file: string): string {
  try {
    return readText(file, LONGEST_TOKEN_FILE);
  } catch (error) {
    // In a cache that several users share, it is another's; a model that wants a token says so.
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM')) {
      return '';
    }
    throw new HubSettingsError(file, `a readable file with the hub’s token (${messageOf(error)})`);
  }
}

/** As Python's clients read it. */
function isOn(value: string | undefined): boolean {
  return /^(1|on|yes|true)$/i.test(value ?? '');
}

function expanded(path: string): string {
  return resolve(path.replace(/^~(?=$|[\\/])/, () => homedir()));
}
