import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** What the figures were taken on. */
export function machine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return (
    `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${gigabytes} GB, ` +
    `${platform()} ${arch()}, Node ${process.versions.node}`
  );
}
