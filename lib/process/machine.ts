import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Where a PID names one process: the machine, and where containers number processes of their own, the
 * container. Folders of users may be shared by several machines, and a PID says nothing on another.
 */
export function thisMachine(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // No Linux: one numbering a machine.
  }
  return `${hostname()}${namespace}`.replace(/[^\w.-]/g, '-');
}

/**
 * The same for as long as it runs: tells machines of one name apart, such as copies of one image. Their PIDs and
 * numberings may be the same as well.
 */
export function thisBoot(): string {
  return `${thisMachine()}~${bootId() ?? ''}`;
}

/** Which start of the system this is; `undefined` where there is no Linux. */
export function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}
