import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';
import { thisMachine } from '../process/machine.ts';
import { placeOf } from './place.ts';
import { makePrivateFolder } from './private-folder.ts';

/** In bytes: `sun_path` has 108 on Linux and 104 on macOS, the NUL at its end included. */
const LONGEST_SOCKET_PATH = 103;

/**
 * The local socket on which the keeper of a `daemon_command` gives out leases. Such a daemon takes
 * its port only once its model is loaded, so the port cannot be the lock; this socket is. It lies in
 * a private folder, because a name that everybody can bind, as an abstract one of Linux, could be
 * another user's program. Its name begins with the machine's: the folder may be in a home that several share,
 * and the socket of one leads nowhere on another.
 *
 * @throws PrivateFolderError
 */
export function controlSocketOf(config: Config): string {
  const hash = `${digestOf(thisMachine(), 8)}-${digestOf(placeOf(config), 16)}`;
  if (process.platform === 'win32') {
    return `\\\\.\\pipe\\vlog-describe-${hash}`;
  }
  const inFolder = (folder: string): string => join(folder, `${hash}.sock`);
  return inFolder(
    makePrivateFolder((folder) => Buffer.byteLength(inFolder(folder)) <= LONGEST_SOCKET_PATH),
  );
}

function digestOf(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
