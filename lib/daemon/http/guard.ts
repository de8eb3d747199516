import { createHash, timingSafeEqual } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { RequestHandler } from 'express';
import { previewFolders } from '../../config/preview.ts';
import type { Config } from '../../config/schema.ts';
import { hasCode, messageOf } from '../../errors.ts';
import { ClipUnreadableError } from '../../media/errors.ts';
import { canonicalHost, isLoopback } from '../../protocol/host.ts';
import { tokenOf } from '../../protocol/token.ts';
import { ClipMissingError } from '../../record/errors.ts';
import { CallerRefusedError, ClipNotAllowedError } from './errors.ts';

/** What a browser says of an address that its user typed, and of our own answers. */
const SITES = ['none', 'same-origin'];

/**
 * Keeps web pages in the user's browser out, and with a token everybody who does not send it. A
 * page of another site sends an `Origin` with what it posts; one that has bound its own name to
 * 127.0.0.1 (DNS rebinding) sends that name as `Host`.
 *
 * @throws TokenMissingError when other machines can call and no token is set
 */
export function guardCallers(config: Config): RequestHandler {
  const token = tokenOf(config);
  return ({ headers, hostname = '', socket }, _response, next) => {
    if (headers.origin !== undefined) {
      throw new CallerRefusedError('it is a web page (it sent an Origin)');
    }
    const site = headers['sec-fetch-site'];
    if (site !== undefined && !SITES.includes(String(site))) {
      throw new CallerRefusedError(`it is a web page (it sent Sec-Fetch-Site: ${site})`);
    }
    if (isLoopback(config.daemon_host)) {
      const host = canonicalHost(hostname.replace(/^\[|\]$/g, ''));
      const names = ['localhost', config.daemon_host, socket.localAddress ?? ''];
      if (!names.map(canonicalHost).includes(host)) {
        throw new CallerRefusedError(`${host} is not this daemon’s name`);
      }
    }
    if (token !== undefined && !isSame(headers.authorization ?? '', `Bearer ${token}`)) {
      throw new CallerRefusedError('it did not send the token (Authorization: Bearer …)');
    }
    next();
  };
}

/** In constant time, so that the time does not tell how much of a guess was right. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** The folders whose files the daemon reads: the working directory and `preview_folder`. */
export class AllowedFolders {
  readonly #folders: string[];

  constructor(config: Config) {
    const previews = previewFolders(config).map(({ folder }) => resolve(folder));
    this.#folders = [...new Set([process.cwd(), ...previews])];
  }

  /**
   * The file's path with symbolic links resolved.
   *
   * @throws ClipNotAllowedError when it lies outside, whether it exists or not
   * @throws ClipMissingError when it lies inside and does not exist
   * @throws ClipUnreadableError when the system refuses its path: no right to a folder, a circle of links
   */
  async resolve(file: string): Promise<string> {
    if (!this.#hold(resolve(file))) {
      throw new ClipNotAllowedError(file, this.#folders);
    }
    let real: string;
    try {
      real = await realpath(file);
    } catch (error) {
      throw hasCode(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG')
        ? new ClipMissingError(file, { cause: error })
        : new ClipUnreadableError(file, messageOf(error), { cause: error });
    }
    if (!this.#hold(real)) {
      throw new ClipNotAllowedError(file, this.#folders);
    }
    return real;
  }

  /**
   * The path of a file that is to be written beside another.
   *
   * @throws ClipNotAllowedError when that folder, with symbolic links resolved, lies outside
   */
  async beside(file: string, name: string): Promise<string> {
    const path = join(await realpath(dirname(file)), name);
    if (!this.#hold(path)) {
      throw new ClipNotAllowedError(path, this.#folders);
    }
    return path;
  }

  #hold(path: string): boolean {
    return this.#folders
      .flatMap((folder) => [folder, realPathOf(folder)])
      .some((folder) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  }
}

/** Folders may come and go while the daemon runs, so each request looks them up. */
function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // It does not exist: only its name can be compared.
    return folder;
  }
}
