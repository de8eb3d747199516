import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Has the system ask again what is in the folder of a file. An NFS client remembers for up to a minute that a
 * file was not there; it asks the server when the folder is opened (close-to-open consistency, nfs(5)).
 */
export function refreshFolderOf(file: string): void {
  try {
    closeSync(openSync(dirname(file), 'r'));
  } catch {
    // Whoever looks for the file tells why it cannot be read. Windows opens no folder so, and has no such memory.
  }
}
