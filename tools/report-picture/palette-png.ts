import { crc32, deflateSync } from 'node:zlib';

const COLOURS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Of the colour types of PNG: each pixel is the number of a colour in a palette. */
const INDEXED = 3;

/** A colour to 5 bits a channel, with what its pixels add up to. */
type Bin = { key: number; count: number; sums: [number, number, number] };

/** A PNG of 256 colours, a third as large as one of all: they are chosen by median cut. */
export function palettePng(rgba: Uint8ClampedArray, width: number, height: number): Buffer {
  const bins = binsOf(rgba);
  const boxes = cut([...bins.values()]);
  const indexOf = new Map(boxes.flatMap((box, at) => box.map(({ key }) => [key, at] as const)));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = indexOf.get(keyAt(rgba, (y * width + x) * 4)) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, INDEXED, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(boxes.flatMap(meanOf))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function binsOf(rgba: Uint8ClampedArray): Map<number, Bin> {
  const bins = new Map<number, Bin>();
  for (let at = 0; at < rgba.length; at += 4) {
    const key = keyAt(rgba, at);
    const bin: Bin = bins.get(key) ?? { key, count: 0, sums: [0, 0, 0] };
    bin.count++;
    bin.sums = [
      bin.sums[0] + (rgba[at] ?? 0),
      bin.sums[1] + (rgba[at + 1] ?? 0),
      bin.sums[2] + (rgba[at + 2] ?? 0),
    ];
    bins.set(key, bin);
  }
  return bins;
}

function keyAt(rgba: Uint8ClampedArray, at: number): number {
  const [red = 0, green = 0, blue = 0] = [rgba[at], rgba[at + 1], rgba[at + 2]];
  return ((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3);
}

/** Cuts the colours into as many boxes as a palette has, the one with the widest channel and most pixels first. */
function cut(all: Bin[]): Bin[][] {
  const boxes = [all];
  while (boxes.length < COLOURS) {
    const [widest] = boxes
      .filter((box) => box.length > 1)
      .map((box) => ({ box, ...widestChannel(box) }))
      .sort((a, b) => b.weight - a.weight);
    if (widest === undefined) {
      break;
    }
    const { box, channel } = widest;
    box.sort((a, b) => level(a, channel) - level(b, channel));
    const half = box.reduce((sum, { count }) => sum + count, 0) / 2;
    let at = 0;
    for (
      let sum = 0;
      at < box.length - 1 && (at === 0 || sum + (box[at]?.count ?? 0) <= half);
      at++
    ) {
      sum += box[at]?.count ?? 0;
    }
    boxes.splice(boxes.indexOf(box), 1, box.slice(0, at), box.slice(at));
  }
  return boxes;
}

function widestChannel(box: readonly Bin[]): { channel: number; weight: number } {
  const widths = [0, 1, 2].map((channel) => {
    const levels = box.map((bin) => level(bin, channel));
    return Math.max(...levels) - Math.min(...levels);
  });
  const width = Math.max(...widths);
  const count = box.reduce((sum, bin) => sum + bin.count, 0);
  return { channel: widths.indexOf(width), weight: width * Math.sqrt(count) };
}

function level({ key }: Bin, channel: number): number {
  return (key >> (10 - channel * 5)) & 31;
}

function meanOf(box: readonly Bin[]): number[] {
  const count = box.reduce((sum, bin) => sum + bin.count, 0);
  return [0, 1, 2].map((channel) =>
    Math.round(box.reduce((sum, { sums }) => sum + (sums[channel] ?? 0), 0) / count),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
