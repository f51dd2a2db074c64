import type { Plane } from '@passerby/engine';
import { Frame } from 'node-av';
import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { checkFfmpeg } from './ffmpeg.ts';

/** A frame of our own with memory for one picture, and views of its planes that stay valid as long as the pool. */
export interface OwnFrame {
  readonly frame: Frame;
  readonly planes: readonly Plane[];
}

/**
 * Frames that are used again and again: memory taken per frame tears glibc's heap apart (1.35 MB per 720p frame were measured).
 * It grows to the largest number of frames held at once.
 */
export class FramePool {
  readonly #empty: Frame[] = [];
  readonly #own: OwnFrame[] = [];
  #isClosed = false;

  /** Gives a frame without memory, to receive a reference. */
  takeEmpty(): Frame {
    const frame = this.#empty.pop();
    if (frame) return frame;
    const made = new Frame();
    made.alloc();
    return made;
  }

  /** Takes it back; planes seen through it are gone. */
  giveEmpty(frame: Frame): void {
    if (this.#isClosed) return frame.free();
    frame.unref();
    this.#empty.push(frame);
  }

  /** Gives a yuv420p frame with memory of its own. All frames of a pool have one size, in even pixels. */
  takeOwn(width: number, height: number): OwnFrame {
    // An encoder may still hold a reference to one that was given back.
    const free = this.#own.findLastIndex((own) => own.frame.isWritable);
    return (free >= 0 ? this.#own.splice(free, 1)[0] : undefined) ?? makeOwn(width, height);
  }

  giveOwn(own: OwnFrame): void {
    if (this.#isClosed) own.frame.free();
    else this.#own.push(own);
  }

  /** Frees what is not in use; frames given back later are freed then. */
  close(): void {
    this.#isClosed = true;
    for (const frame of this.#empty.splice(0)) frame.free();
    for (const own of this.#own.splice(0)) own.frame.free();
  }
}

function makeOwn(width: number, height: number): OwnFrame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  checkFfmpeg(frame.getBuffer(), 'taking memory for a frame');
  return { frame, planes: planesOf(frame) };
}

/** Views of the planes of a yuv420p frame; touching them after the frame is freed ends the process. */
function planesOf(frame: Frame): Plane[] {
  const { width, height } = frame;
  const strides = frame.linesize;
  return (frame.data ?? []).slice(0, 3).map((bytes, i) => ({
    // A Buffer's own `fill` is three times slower than a Uint8Array's.
    data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    stride: strides[i] ?? 0,
    width: i === 0 ? width : width / 2,
    height: i === 0 ? height : height / 2,
  }));
}
