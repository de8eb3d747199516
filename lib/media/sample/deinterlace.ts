import {
  AV_BUFFERSRC_FLAG_KEEP_REF,
  AV_FRAME_FLAG_INTERLACED,
  type AVPixelFormat,
} from 'node-av/constants';
import {
  avGetPixFmtName,
  FFmpegError,
  Filter,
  type FilterContext,
  FilterGraph,
  Frame,
} from 'node-av/lib';

export function isInterlaced({ flags }: Frame): boolean {
  return (flags & AV_FRAME_FLAG_INTERLACED) !== 0;
}

/**
 * Makes progressive pictures of interlaced frames, by FFmpeg's filter `field`: the upper of the two fields, which
 * were filmed at different times. It copies nothing and needs no neighbouring frames, as bwdif and yadif do, so
 * frames can still be skipped; and a field of 1080i has 540 lines, more than is left of a frame after scaling.
 */
export class Deinterlacer {
  #filter:
    | { graph: FilterGraph; source: FilterContext; sink: FilterContext; key: string }
    | undefined;
  readonly #field = new Frame();

  constructor() {
    this.#field.alloc();
  }

  /** The frame itself when it is progressive, else its upper field, which is valid until the next call. */
  progressive(frame: Frame): Frame {
    if (!isInterlaced(frame)) {
      return frame;
    }
    const { source, sink } = this.#filterFor(frame);
    this.#field.unref();
    const sent = source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF);
    FFmpegError.throwIfError(sent, 'deinterlace a frame');
    FFmpegError.throwIfError(sink.buffersinkGetFrameSync(this.#field), 'deinterlace a frame');
    return this.#field;
  }

  /** A clip may change its size or format midway. */
  #filterFor({ width, height, format }: Frame) {
    const key = [width, height, format].join();
    if (this.#filter?.key !== key) {
      this.#filter?.graph.free();
      this.#filter = { ...fieldFilter(width, height, format as AVPixelFormat), key };
    }
    return this.#filter;
  }

  free(): void {
    this.#field.free();
    this.#filter?.graph.free();
  }
}

function fieldFilter(width: number, height: number, format: AVPixelFormat) {
  const graph = new FilterGraph();
  graph.alloc();
  const make = (name: string, options: string | null): FilterContext => {
    const filter = Filter.getByName(name);
    const context = filter && graph.createFilter(filter, name, options);
    if (!context) {
      throw new Error(`FFmpeg has no filter ${name} with ${options}`);
    }
    return context;
  };
  const picture = `video_size=${width}x${height}:pix_fmt=${avGetPixFmtName(format)}:time_base=1/1`;
  const source = make('buffer', picture);
  const field = make('field', 'type=top');
  const sink = make('buffersink', null);
  FFmpegError.throwIfError(source.link(0, field, 0), 'link the deinterlacer');
  FFmpegError.throwIfError(field.link(0, sink, 0), 'link the deinterlacer');
  FFmpegError.throwIfError(graph.configSync(), 'configure the deinterlacer');
  return { graph, source, sink };
}
