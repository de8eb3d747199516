import { AV_CODEC_ID_H264 } from 'node-av/constants';
import type { Packet, Stream } from 'node-av/lib';

/** Of the slices of a picture (ITU-R H.264, table 7-1). */
const SLICE = 1;
const KEY_SLICE = 5;

/**
 * Recognises packets with pictures that no other picture refers to. H.264 says so in the first byte of
 * each slice (nal_ref_idc, H.264 7.4.1), and MP4 and Matroska put the length before each NAL unit
 * (ISO/IEC 14496-15). Other streams do not say it, or not reliably.
 *
 * @returns nothing for a stream that does not say it
 */
export function nonReferenceTest({ codecpar }: Stream): ((packet: Packet) => boolean) | undefined {
  const { codecId, extradata } = codecpar;
  // avcC: its version, which is 1; the size of the lengths is in the fifth byte.
  const sizeByte = extradata?.[0] === 1 ? extradata[4] : undefined;
  if (codecId !== AV_CODEC_ID_H264 || sizeByte === undefined) {
    return undefined;
  }
  const lengthSize = (sizeByte & 3) + 1;
  return ({ data }) => data !== null && isNonReference(data, lengthSize);
}

/** By its first slice; all slices of a picture say the same. */
function isNonReference(data: Buffer, lengthSize: number): boolean {
  for (let at = 0; at + lengthSize < data.length; ) {
    const header = data[at + lengthSize] as number;
    const kind = header & 31;
    if (kind >= SLICE && kind <= KEY_SLICE) {
      return kind === SLICE && header >> 5 === 0;
    }
    at += lengthSize + data.readUIntBE(at, lengthSize);
  }
  return false;
}
