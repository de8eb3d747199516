import { AV_BUFFERSRC_FLAG_KEEP_REF, type AVSampleFormat } from 'node-av/constants';
import {
  avChannelLayoutDescribe,
  avGetSampleFmtName,
  FFmpegError,
  Filter,
  type FilterContext,
  FilterGraph,
  Frame,
  type Stream,
} from 'node-av/lib';

/** In s: so much sound is filtered at once. Passing each small packet by itself costs more. */
const PORTION_SECONDS = 0.1;

/** The absolute gate of ITU-R BS.1770: the filter says so when nothing passed it. */
const GATE_LUFS = -70;

/** Integrated loudness after EBU R 128, by FFmpeg's filter ebur128. */
export class Loudness {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  #out = new Frame();
  #last = new Frame();

  /** @param first frame; all others have its format */
  constructor(first: Frame, { timeBase }: Stream) {
    this.#graph.alloc();
    this.#out.alloc();
    this.#last.alloc();
    const format = [
      `sample_rate=${first.sampleRate}`,
      `sample_fmt=${avGetSampleFmtName(first.format as AVSampleFormat)}`,
      `channel_layout=${avChannelLayoutDescribe(first.channelLayout)}`,
      `time_base=${timeBase.num}/${timeBase.den}`,
    ].join(':');
    const samples = Math.max(1, Math.round(PORTION_SECONDS * first.sampleRate));
    this.#source = this.#make('abuffer', 'in', format);
    const portion = this.#make('asetnsamples', 'portion', `nb_out_samples=${samples}:pad=0`);
    const meter = this.#make('ebur128', 'measure', 'metadata=1:framelog=quiet');
    this.#sink = this.#make('abuffersink', 'out', null);
    FFmpegError.throwIfError(this.#source.link(0, portion, 0), 'link the loudness filter');
    FFmpegError.throwIfError(portion.link(0, meter, 0), 'link the loudness filter');
    FFmpegError.throwIfError(meter.link(0, this.#sink, 0), 'link the loudness filter');
    FFmpegError.throwIfError(this.#graph.configSync(), 'configure the loudness filter');
  }

  #make(name: string, label: string, options: string | null): FilterContext {
    const filter = Filter.getByName(name);
    const context = filter && this.#graph.createFilter(filter, label, options);
    if (!context) {
      throw new Error(`FFmpeg has no filter ${name} with ${options}`);
    }
    return context;
  }

  add(frame: Frame): void {
    FFmpegError.throwIfError(
      this.#source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF),
      'filter sound',
    );
    while (this.#sink.buffersinkGetFrameSync(this.#out) >= 0) {
      this.#last.unref();
      [this.#last, this.#out] = [this.#out, this.#last];
    }
  }

  /** In LUFS, up to the last portion: nothing when all of it is below the gate of -70 LUFS. */
  get lufs(): number | undefined {
    const metadata = this.#last.getMetadata();
    const lufs = Number(metadata.getAll()['lavfi.r128.I']);
    metadata.free();
    return Number.isFinite(lufs) && lufs > GATE_LUFS ? lufs : undefined;
  }

  free(): void {
    this.#out.free();
    this.#last.free();
    this.#graph.free();
  }
}
