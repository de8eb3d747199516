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

/** In s: so much sound goes through a filter at once. Passing each small packet by itself costs more. */
const PORTION_SECONDS = 0.1;

/** One of FFmpeg's sound filters, that tells what it measured in the metadata of its frames. */
export class SoundFilter {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  #out = new Frame();
  #last = new Frame();
  #hasLast = false;

  /** @param first frame, which tells the format of all */
  constructor(first: Frame, { timeBase }: Stream, name: string, options: string) {
    this.#graph.alloc();
    this.#out.alloc();
    this.#last.alloc();
    const format = [
      `sample_rate=${first.sampleRate}`,
      `sample_fmt=${avGetSampleFmtName(first.format as AVSampleFormat)}`,
      `channel_layout=${avChannelLayoutDescribe(first.channelLayout)}`,
      `time_base=${timeBase.num}/${timeBase.den}`,
    ].join(':');
    this.#source = this.#make('abuffer', 'in', format);
    const samples = Math.max(1, Math.round(PORTION_SECONDS * first.sampleRate));
    const portion = this.#make('asetnsamples', 'portion', `nb_out_samples=${samples}:pad=0`);
    const filter = this.#make(name, 'measure', options);
    this.#sink = this.#make('abuffersink', 'out', null);
    FFmpegError.throwIfError(this.#source.link(0, portion, 0), `link ${name}`);
    FFmpegError.throwIfError(portion.link(0, filter, 0), `link ${name}`);
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

  /** Hands over what was measured since the last call, portion by portion. */
  take(onMetadata: (metadata: Record<string, string>) => void): void {
    while (this.#pull()) {
      onMetadata(metadataOf(this.#last));
    }
  }

  /** What was measured up to the last portion; nothing when there was none. */
  latest(): Record<string, string> {
    this.skip();
    return this.#hasLast ? metadataOf(this.#last) : {};
  }

  /** Lets the filter work, without a look at what it measured so far. */
  skip(): void {
    while (this.#pull()) {
      // Only the last one counts.
    }
  }

  #pull(): boolean {
    if (this.#sink.buffersinkGetFrameSync(this.#out) < 0) {
      return false;
    }
    this.#last.unref();
    [this.#last, this.#out] = [this.#out, this.#last];
    this.#hasLast = true;
    return true;
  }

  free(): void {
    this.#out.free();
    this.#last.free();
    this.#graph.free();
  }
}

function metadataOf(frame: Frame): Record<string, string> {
  const metadata = frame.getMetadata();
  const all = metadata.getAll();
  metadata.free();
  return all;
}
