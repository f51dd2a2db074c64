import { Filter, FilterGraph, FilterInOut, type FilterContext, type Frame } from 'node-av';
import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { checkReading } from './ffmpeg.ts';
import type { Ratio } from './video-facts.ts';

/** A chain of FFmpeg's filters for pictures of one size and format. One picture in is one picture out, in order, maybe later. */
export class PictureGraph {
  readonly #graph: FilterGraph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;

  /** @param like A picture like those that will be pushed. */
  constructor(like: Frame, filters: readonly string[], timescale: number, framesPerSecond: Ratio) {
    this.#graph.alloc();
    // Slices on more threads gain nothing on pictures of this size.
    this.#graph.nbThreads = 1;
    this.#source = this.#addSource(like, timescale, framesPerSecond);
    this.#sink = this.#add('buffersink', 'out');
    const outputs = FilterInOut.createList([{ name: 'in', filterCtx: this.#source, padIdx: 0 }]);
    const inputs = FilterInOut.createList([{ name: 'out', filterCtx: this.#sink, padIdx: 0 }]);
    checkReading(this.#graph.parsePtr(filters.join(','), inputs, outputs), 'setting up its filters');
    checkReading(this.#graph.configSync(), 'setting up its filters');
  }

  /** Takes the reference that `frame` holds; the frame itself is empty afterwards and stays the caller's. `null` ends the pictures. */
  push(frame: Frame | null): void {
    checkReading(this.#source.buffersrcAddFrameSync(frame), 'filtering a picture');
  }

  /** Puts the next finished picture into `into`; false where none is ready. */
  pull(into: Frame): boolean {
    const code = this.#sink.buffersinkGetFrameSync(into);
    if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return false;
    checkReading(code, 'filtering a picture');
    return true;
  }

  close(): void {
    this.#graph.free();
  }

  #addSource(like: Frame, timescale: number, framesPerSecond: Ratio): FilterContext {
    const source = this.#graph.allocFilter(filterNamed('buffer'), 'in');
    if (!source) throw new Error('FFmpeg has no memory for its filters.');
    const code = source.buffersrcParametersSet({
      width: like.width,
      height: like.height,
      format: like.format,
      timeBase: { num: 1, den: timescale },
      frameRate: framesPerSecond,
      sampleAspectRatio: like.sampleAspectRatio,
      colorRange: like.colorRange,
      colorSpace: like.colorSpace,
    });
    checkReading(code, 'setting up its filters');
    checkReading(source.init(null), 'setting up its filters');
    return source;
  }

  #add(filter: string, name: string): FilterContext {
    const context = this.#graph.createFilter(filterNamed(filter), name);
    if (!context) throw new Error(`FFmpeg cannot make its filter ${filter}.`);
    return context;
  }
}

function filterNamed(name: string): Filter {
  const filter = Filter.getByName(name);
  if (!filter) throw new Error(`This build of FFmpeg has no filter ${name}.`);
  return filter;
}
