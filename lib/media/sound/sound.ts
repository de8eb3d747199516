import { AV_NOPTS_VALUE, AVDISCARD_DEFAULT } from 'node-av/constants';
import { type CodecContext, Frame, type Packet, type Stream } from 'node-av/lib';
import { type SoundKind, SoundKindMeter } from '../../measure/sound-kind/sound-kind.ts';
import type { Range } from '../../record/schema.ts';
import { openDecoder } from '../decoder.ts';
import { Loudness } from './loudness.ts';
import { Samples } from './samples.ts';
import { Silence } from './silence.ts';

/** Samples under -80 dBFS are no sound; their blocks are far below the gate of EBU R 128. */
const NO_SOUND = 10 ** (-80 / 20);

/** In samples per s: what tells speech from music is below half of that. */
const KIND_RATE = 8000;

/** What is measured in the sound of a clip. Times are in s of the container's clock. */
export type Sound = {
  /** Integrated loudness in LUFS; nothing when all of it is below the gate of -70 LUFS. */
  loudness: number | undefined;
  silence: readonly Range[];
  /** Nothing when it is neither speech nor music, or that is not sure. */
  kind: SoundKind | undefined;
};

/** Measures the sound in the same pass as the pictures. */
export class SoundMeter {
  readonly #decoder: CodecContext;
  readonly #stream: Stream;
  readonly #secondsPerTick: number;
  readonly #frame = new Frame();
  readonly #silence = new Silence();
  #kind: { meter: SoundKindMeter; factor: number } | undefined;
  #loudness: Loudness | undefined;
  #end = 0;

  private constructor(stream: Stream, decoder: CodecContext) {
    const { num, den } = stream.timeBase;
    this.#stream = stream;
    this.#secondsPerTick = den > 0 ? num / den : 0;
    this.#decoder = decoder;
    this.#frame.alloc();
  }

  /** @returns nothing when there is no decoder for this sound */
  static open(stream: Stream): SoundMeter | undefined {
    const decoder = openDecoder(stream);
    if (!decoder) {
      return undefined;
    }
    stream.discard = AVDISCARD_DEFAULT;
    return new SoundMeter(stream, decoder);
  }

  get streamIndex(): number {
    return this.#stream.index;
  }

  /** @param packet nothing at the end */
  take(packet: Packet | null): void {
    // A packet that cannot be decoded is a gap in the sound, which takes nothing from the rest.
    this.#decoder.sendPacketSync(packet);
    while (this.#decoder.receiveFrameSync(this.#frame) >= 0) {
      this.#measure(this.#frame);
    }
  }

  #measure(frame: Frame): void {
    const { pts, nbSamples, sampleRate } = frame;
    const start = pts === AV_NOPTS_VALUE ? this.#end : Number(pts) * this.#secondsPerTick;
    this.#end = start + nbSamples / sampleRate;
    const samples = Samples.of(frame);
    if (samples) {
      this.#silence.add(samples, start, this.#end, sampleRate);
    }
    if (samples && sampleRate > 0) {
      const factor = this.#kind?.factor ?? Math.max(1, Math.round(sampleRate / KIND_RATE));
      this.#kind ??= { meter: new SoundKindMeter(sampleRate / factor), factor };
      this.#kind.meter.add(samples.mono(factor));
    }
    // Filtering what no gate lets pass would cost as much as decoding pictures does.
    if (!this.#silence.isNow || samples?.over(NO_SOUND)) {
      this.#loudness ??= new Loudness(frame, this.#stream);
      this.#loudness.add(frame);
    }
  }

  /** Of the whole clip. */
  sound(): Sound {
    this.take(null);
    return {
      loudness: this.#loudness?.lufs,
      silence: this.#silence.ranges(),
      kind: this.#kind?.meter.kind,
    };
  }

  free(): void {
    this.#loudness?.free();
    this.#frame.free();
    this.#decoder.freeContext();
  }
}
