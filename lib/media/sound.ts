import {
  AV_BUFFERSRC_FLAG_KEEP_REF,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AVDISCARD_DEFAULT,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, type Packet, type Stream } from 'node-av/lib';
import type { Range } from '../description.ts';
import { SoundFilter } from './sound-filter.ts';

/**
 * Silence is what stays below -50 dBFS for half a second: `noise` and `duration` of FFmpeg's
 * silencedetect. Rooms that people call quiet are at -60 to -50 in a camera's recording.
 */
const SILENCE = 'noise=-50dB:duration=0.5';

/** Samples under -80 dBFS are no sound; their blocks are far below the gate of EBU R 128. */
const NO_SOUND = 1e-4;

/** What is heard in a clip. Times are in s of the container's clock. */
export type Sound = {
  /** Integrated loudness in LUFS; nothing when all of it is below the gate of -70 LUFS. */
  loudness: number | undefined;
  silence: Range[];
};

/** The absolute gate of ITU-R BS.1770: the filter says so when nothing passed it. */
const GATE_LUFS = -70;

/** Measures the sound in the same pass as the pictures. */
export class SoundMeter {
  readonly #decoder: CodecContext;
  readonly #stream: Stream;
  readonly #frame = new Frame();
  #silence: SoundFilter | undefined;
  #loudness: SoundFilter | undefined;
  #silentSince: number | undefined;
  readonly #silent: Range[] = [];
  #end = 0;

  private constructor(stream: Stream, decoder: CodecContext) {
    this.#stream = stream;
    this.#decoder = decoder;
    this.#frame.alloc();
  }

  /** @returns nothing when there is no decoder for this sound */
  static open(stream: Stream): SoundMeter | undefined {
    const codec = Codec.findDecoder(stream.codecpar.codecId);
    const decoder = new CodecContext();
    decoder.allocContext3(codec);
    decoder.parametersToContext(stream.codecpar);
    decoder.pktTimebase = stream.timeBase;
    decoder.threadCount = 1;
    if (!codec || decoder.open2Sync(codec) < 0) {
      decoder.freeContext();
      return undefined;
    }
    stream.discard = AVDISCARD_DEFAULT;
    return new SoundMeter(stream, decoder);
  }

  get streamIndex(): number {
    return this.#stream.index;
  }

  /** @param packet nothing at the end */
  hear(packet: Packet | null): void {
    // A packet that cannot be decoded is a gap in the sound, which takes nothing from the rest.
    this.#decoder.sendPacketSync(packet);
    while (this.#decoder.receiveFrameSync(this.#frame) >= 0) {
      this.#measure(this.#frame);
    }
  }

  #measure(frame: Frame): void {
    this.#silence ??= new SoundFilter(frame, this.#stream, 'silencedetect', SILENCE);
    this.#silence.put(frame, AV_BUFFERSRC_FLAG_KEEP_REF);
    this.#readSilence();
    const { num, den } = this.#stream.timeBase;
    this.#end = (Number(frame.pts) * num) / den + frame.nbSamples / frame.sampleRate;
    // Filtering what no gate lets pass would cost as much as decoding pictures does. Whether there
    // is anything needs to be asked in silence only.
    if (this.#silentSince === undefined || hasSound(frame)) {
      this.#loudness ??= new SoundFilter(
        frame,
        this.#stream,
        'ebur128',
        'metadata=1:framelog=quiet',
      );
      this.#loudness.put(frame, AV_BUFFERSRC_FLAG_KEEP_REF);
      this.#loudness.skip();
    }
  }

  #readSilence(): void {
    this.#silence?.take((metadata) => {
      const start = metadata['lavfi.silence_start'];
      const end = metadata['lavfi.silence_end'];
      if (start !== undefined) {
        this.#silentSince = Number(start);
      }
      if (end !== undefined && this.#silentSince !== undefined) {
        this.#silent.push({ start_seconds: this.#silentSince, end_seconds: Number(end) });
        this.#silentSince = undefined;
      }
    });
  }

  /** All that was heard. */
  sound(): Sound {
    this.hear(null);
    this.#silence?.end();
    this.#readSilence();
    // No need to end it: the standard counts whole blocks only.
    const lufs = Number(this.#loudness?.latest()['lavfi.r128.I']);
    if (this.#silentSince !== undefined) {
      this.#silent.push({ start_seconds: this.#silentSince, end_seconds: this.#end });
    }
    const isLoud = Number.isFinite(lufs) && lufs > GATE_LUFS;
    return { loudness: isLoud ? lufs : undefined, silence: this.#silent };
  }

  free(): void {
    this.#silence?.free();
    this.#loudness?.free();
    this.#frame.free();
    this.#decoder.freeContext();
  }
}

/** Whether any sample is above the floor; formats that are not looked into are taken to have. */
function hasSound(frame: Frame): boolean {
  if (frame.format !== AV_SAMPLE_FMT_FLTP && frame.format !== AV_SAMPLE_FMT_FLT) {
    return true;
  }
  for (const plane of frame.data ?? []) {
    const samples = new Float32Array(plane.buffer, plane.byteOffset, plane.byteLength >> 2);
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] as number;
      if (sample > NO_SOUND || sample < -NO_SOUND) {
        return true;
      }
    }
  }
  return false;
}
