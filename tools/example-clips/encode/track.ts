import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import {
  type CodecContext,
  FFmpegError,
  type FormatContext,
  type Frame,
  Packet,
  type Stream,
} from 'node-av/lib';

/** One encoder and the stream of the file that its packets go to. */
export type Track = {
  readonly format: FormatContext;
  readonly stream: Stream;
  readonly encoder: CodecContext;
};

/**
 * Sends one frame to the encoder, and what comes out of it to the file.
 *
 * @param frame - the frame, or `null` to drain the encoder at the end
 */
export async function encode(
  { format, stream, encoder }: Track,
  frame: Frame | null,
): Promise<void> {
  FFmpegError.throwIfError(await encoder.sendFrame(frame), 'encode a frame');
  const packet = new Packet();
  packet.alloc();
  try {
    for (;;) {
      const code = await encoder.receivePacket(packet);
      if (code === AVERROR_EAGAIN || code === AVERROR_EOF) {
        return;
      }
      FFmpegError.throwIfError(code, 'take a packet from the encoder');
      packet.streamIndex = stream.index;
      // The muxer has its own clock, chosen when the header was written.
      packet.rescaleTs(encoder.timeBase, stream.timeBase);
      FFmpegError.throwIfError(await format.interleavedWriteFrame(packet), 'write a packet');
    }
  } finally {
    packet.free();
  }
}
