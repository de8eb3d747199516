import {
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_CL,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_FCC,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_SMPTE240M,
  AVCOL_SPC_UNSPECIFIED,
  type AVColorSpace,
} from 'node-av/constants';
import { FFmpegError, type Frame, type SoftwareScaleContext } from 'node-av/lib';

/** The matrices between RGB and YUV that swscale knows. */
const KNOWN: ReadonlySet<AVColorSpace> = new Set([
  AVCOL_SPC_RGB,
  AVCOL_SPC_BT709,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_SPC_FCC,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_SMPTE240M,
  AVCOL_SPC_BT2020_NCL,
]);

/**
 * Scales a frame into a picture. swscale refuses frames whose matrix it does not know (constant luminance, YCgCo,
 * ICtCp, IPT): those are taken for what comes near, which luma hardly notices and colours do.
 */
export function scaleInto(context: SoftwareScaleContext, picture: Frame, frame: Frame): void {
  if (!KNOWN.has(frame.colorSpace)) {
    const isBt2020 = frame.colorSpace === AVCOL_SPC_BT2020_CL;
    frame.colorSpace = isBt2020 ? AVCOL_SPC_BT2020_NCL : AVCOL_SPC_BT709;
  }
  FFmpegError.throwIfError(context.scaleFrameSync(picture, frame), 'scale a frame');
}
