const UNITS = [
  { bytes: 1e9, name: 'GB', digits: 1 },
  { bytes: 1e6, name: 'MB', digits: 1 },
  { bytes: 1e3, name: 'KB', digits: 0 },
];

/** Such as `2.5 GB`. */
export function bytesText(bytes: number): string {
  const { name, scale } = unitOf(bytes);
  return `${scale(bytes)} ${name}`;
}

/** Such as `1.2 of 2.5 GB`. */
export function shareText(done: number, total: number): string {
  return `${unitOf(total).scale(done)} of ${bytesText(total)}`;
}

function unitOf(bytes: number): { name: string; scale(bytes: number): string } {
  const unit = UNITS.find(({ bytes: least }) => bytes >= least);
  return unit === undefined
    ? { name: 'bytes', scale: String }
    : { name: unit.name, scale: (some) => (some / unit.bytes).toFixed(unit.digits) };
}
