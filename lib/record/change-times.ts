import { type Stats, statfsSync } from 'node:fs';

/**
 * File systems whose changes all go through this machine's kernel, which gives each file that is changed a new
 * change time, as `statfs` numbers them (Linux, include/uapi/linux/magic.h). On a network folder another machine
 * may have changed a file a moment ago; FAT, exFAT and what runs in user space keep no change time.
 */
const LOCAL_FILE_SYSTEMS = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xf2f52010, // F2FS
  0x01021994, // tmpfs
  0x794c7630, // overlayfs, as in containers
]);

/** Tells of which files the change time can be relied on. */
export class ChangeTimes {
  readonly #devices = new Map<number, boolean>();

  /** Whether each change of the file shows in its times. */
  areKeptFor(file: string, { dev }: Stats): boolean {
    const known = this.#devices.get(dev);
    if (known !== undefined) {
      return known;
    }
    const isKept = isOnLocalFileSystem(file);
    this.#devices.set(dev, isKept);
    return isKept;
  }
}

function isOnLocalFileSystem(file: string): boolean {
  try {
    return LOCAL_FILE_SYSTEMS.has(statfsSync(file).type);
  } catch {
    // Gone meanwhile, say.
    return false;
  }
}
