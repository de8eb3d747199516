import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC } from 'node-av/constants';
import type { Packet, Stream } from 'node-av/lib';

/**
 * Recognises packets with pictures that no other picture refers to. Streams in MP4 and Matroska say so in the
 * headers of their NAL units, each with its length in front (ISO/IEC 14496-15). Other streams do not say it, or not
 * reliably. VP9 says it too (refresh_frame_flags), but the next picture predicts motion from the one before it, shown or not.
 *
 * @returns nothing for a stream that does not say it
 */
export function nonReferenceTest({ codecpar }: Stream): ((packet: Packet) => boolean) | undefined {
  const { codecId, extradata } = codecpar;
  // avcC and hvcC begin with their version, which is 1.
  const isConfigured = extradata?.[0] === 1;
  const config = isConfigured ? extradata : undefined;
  switch (config && codecId) {
    case AV_CODEC_ID_H264:
      return sliceTest(lengthSize(config?.[4]), h264Slice);
    case AV_CODEC_ID_HEVC:
      return sliceTest(lengthSize(config?.[21]), hevcSlice(config?.[21]));
    default:
      return undefined;
  }
}

/** What the NAL unit at a place says: nothing when it is no slice of a picture. */
type SliceReader = (data: Buffer, at: number) => { isNonReference: boolean } | undefined;

function lengthSize(byte = 0): number {
  return (byte & 3) + 1;
}

/** By the first slice; all slices of a picture say the same. */
function sliceTest(lengthSize: number, read: SliceReader) {
  return ({ data }: Packet): boolean => {
    for (let at = 0; data && at + lengthSize + 1 < data.length; ) {
      const slice = read(data, at + lengthSize);
      if (slice) {
        return slice.isNonReference;
      }
      at += lengthSize + data.readUIntBE(at, lengthSize);
    }
    return false;
  };
}

/** Of the slices of a picture (ITU-R H.264, table 7-1). */
const SLICE = 1;
const KEY_SLICE = 5;

/** nal_ref_idc (H.264 7.4.1). */
function h264Slice(data: Buffer, at: number) {
  const header = data[at] as number;
  const kind = header & 31;
  return kind >= SLICE && kind <= KEY_SLICE
    ? { isNonReference: kind === SLICE && header >> 5 === 0 }
    : undefined;
}

/** Up to this, kinds with even numbers are of sub-layer non-reference pictures (ITU-T H.265, table 7-1). */
const LAST_NON_REFERENCE = 14;
const LAST_SLICE = 31;

/**
 * Sub-layer non-reference pictures are not referred to in their own temporal sub-layer (H.265 7.4.2.2), but may be in
 * higher ones: only in the highest does nobody.
 *
 * @param layers the byte of hvcC that tells their number: 0 when it is not known
 */
function hevcSlice(layers = 0): SliceReader {
  let highest = ((layers >> 3) & 7) - 1;
  const isKnown = highest >= 0;
  return (data, at) => {
    const kind = ((data[at] as number) >> 1) & 63;
    if (kind > LAST_SLICE) {
      return undefined;
    }
    const temporalId = ((data[at + 1] as number) & 7) - 1;
    highest = Math.max(highest, temporalId);
    const isNonReference = kind <= LAST_NON_REFERENCE && kind % 2 === 0;
    return { isNonReference: isKnown && isNonReference && temporalId === highest };
  };
}
