import type { Box } from '@passerby/engine';
import { encodePhoto } from '../photo/write-photo.ts';
import { changedArea, cropWords } from './changed-area.ts';
import type { CanvasFrame, FrameWriter } from './frame-writer.ts';
import { encodeVp8x, encodeWebpChunk, readWebpChunks, webpFlags } from './webp-chunks.ts';

/** Replaces what is below; stays afterwards. */
const replaceFlag = 0x02;

/** Writes animated WebP: of each frame only the part that differs from the frame before. */
export class WebpWriter implements FrameWriter {
  readonly #width: number;
  readonly #height: number;
  readonly #playCount: number;
  readonly #isLossless: boolean;
  #canvas: Uint32Array | undefined;
  #hasAlpha = false;

  constructor(options: {
    readonly width: number;
    readonly height: number;
    readonly playCount: number;
    readonly isLossless: boolean;
  }) {
    this.#width = options.width;
    this.#height = options.height;
    this.#playCount = options.playCount;
    this.#isLossless = options.isLossless;
  }

  head(): Uint8Array {
    const settings = Buffer.alloc(6);
    settings.writeUInt16LE(Math.min(this.#playCount, 0xffff), 4);
    const body = [encodeVp8x(webpFlags.animation, this.#width, this.#height), encodeWebpChunk('ANIM', settings)];
    return encodeWebpChunk('RIFF', Buffer.from('WEBP', 'latin1'), ...body);
  }

  async frame({ words, startSeconds, endSeconds }: CanvasFrame): Promise<Uint8Array> {
    const area = this.#canvas ? changedArea(this.#canvas, words, this.#width) : this.#whole();
    // Where nothing changed, one pixel says that time goes on.
    const box = evenStart(area ?? { x: 0, y: 0, width: 1, height: 1 });
    this.#canvas = words;
    const crop = cropWords(words, this.#width, box);
    this.#hasAlpha ||= crop.some((word) => word >>> 24 !== 255);
    const data = new Uint8Array(crop.buffer);
    const still = await encodePhoto(
      { data, width: box.width, height: box.height, channels: 4 },
      'webp',
      this.#isLossless || !area,
    );
    const coded = readWebpChunks(still.subarray(12)).filter(({ type }) => ['ALPH', 'VP8 ', 'VP8L'].includes(type));
    const head = Buffer.alloc(16);
    head.writeUIntLE(box.x / 2, 0, 3);
    head.writeUIntLE(box.y / 2, 3, 3);
    head.writeUIntLE(box.width - 1, 6, 3);
    head.writeUIntLE(box.height - 1, 9, 3);
    // Rounded on the common clock, so that rounding does not add up.
    head.writeUIntLE(Math.round(endSeconds * 1000) - Math.round(startSeconds * 1000), 12, 3);
    head[15] = replaceFlag;
    return encodeWebpChunk('ANMF', head, ...coded.map(({ type, payload }) => encodeWebpChunk(type, payload)));
  }

  tail(): Uint8Array {
    return new Uint8Array();
  }

  patches(fileBytes: number): readonly { readonly offset: number; readonly bytes: Uint8Array }[] {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(fileBytes - 8);
    const flags = webpFlags.animation | (this.#hasAlpha ? webpFlags.alpha : 0);
    return [
      { offset: 4, bytes: size },
      { offset: 20, bytes: Uint8Array.of(flags) },
    ];
  }

  #whole(): Box {
    return { x: 0, y: 0, width: this.#width, height: this.#height };
  }
}

/** Places are stored halved: the box grown to begin at even pixels. */
function evenStart({ x, y, width, height }: Box): Box {
  return { x: x - (x % 2), y: y - (y % 2), width: width + (x % 2), height: height + (y % 2) };
}
