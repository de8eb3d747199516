import type { AVBufferSrcFlag, AVSampleFormat } from 'node-av/constants';
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

/** One of FFmpeg's sound filters, that tells what it measured in the metadata of its frames. */
export class SoundFilter {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  readonly #out = new Frame();

  /** @param first frame, which tells the format of all */
  constructor(first: Frame, { timeBase }: Stream, name: string, options: string) {
    this.#graph.alloc();
    this.#out.alloc();
    const format = [
      `sample_rate=${first.sampleRate}`,
      `sample_fmt=${avGetSampleFmtName(first.format as AVSampleFormat)}`,
      `channel_layout=${avChannelLayoutDescribe(first.channelLayout)}`,
      `time_base=${timeBase.num}/${timeBase.den}`,
    ].join(':');
    this.#source = this.#make('abuffer', 'in', format);
    const filter = this.#make(name, 'measure', options);
    this.#sink = this.#make('abuffersink', 'out', null);
    FFmpegError.throwIfError(this.#source.link(0, filter, 0), `link ${name}`);
    FFmpegError.throwIfError(filter.link(0, this.#sink, 0), `link ${name}`);
    FFmpegError.throwIfError(this.#graph.configSync(), `configure ${name}`);
  }

  #make(name: string, label: string, options: string | null): FilterContext {
    const filter = Filter.getByName(name);
    const context = filter && this.#graph.createFilter(filter, label, options);
    if (!context) {
      throw new Error(`FFmpeg has no filter ${name} with ${options}`);
    }
    return context;
  }

  put(frame: Frame, flags: AVBufferSrcFlag): void {
    FFmpegError.throwIfError(this.#source.buffersrcAddFrameSync(frame, flags), 'filter sound');
  }

  end(): void {
    FFmpegError.throwIfError(this.#source.buffersrcAddFrameSync(null), 'end the sound');
  }

  /** Hands over what was measured since the last call. */
  take(onMetadata: (metadata: Record<string, string>) => void): void {
    while (this.#sink.buffersinkGetFrameSync(this.#out) >= 0) {
      const metadata = this.#out.getMetadata();
      onMetadata(metadata.getAll());
      metadata.free();
      this.#out.unref();
    }
  }

  free(): void {
    this.#out.free();
    this.#graph.free();
  }
}
