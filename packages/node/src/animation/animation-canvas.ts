import type { PhotoPixels } from '../photo/photo-pixels.ts';
import type { AnimationPart } from './animation-file.ts';

/** The canvas of an animation: parts are drawn onto it and taken away again, as players do. RGBA; empty at first. */
export class AnimationCanvas {
  readonly #width: number;
  readonly #height: number;
  readonly #data: Uint8Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#data = new Uint8Array(width * height * 4);
  }

  /** Draws the part's picture and gives a copy of what is shown then; afterwards the part is disposed of. Borrows `picture`. */
  show(part: AnimationPart, picture: PhotoPixels): PhotoPixels {
    const before = part.disposal === 'restore' ? this.#data.slice() : undefined;
    this.#draw(part, picture);
    const shown = { data: this.#data.slice(), width: this.#width, height: this.#height, channels: 4 } as const;
    if (before) this.#data.set(before);
    if (part.disposal === 'clear') {
      this.#forRows(part, picture, (to, _from, pixels) => this.#data.fill(0, to, to + pixels * 4));
    }
    return shown;
  }

  #draw(part: AnimationPart, picture: PhotoPixels): void {
    const source = picture.data;
    const target = this.#data;
    const step = picture.channels;
    this.#forRows(part, picture, (to, from, pixels) => {
      for (let i = 0, s = from * step, t = to; i < pixels; i++, s += step, t += 4) {
        const alpha = step === 4 ? source[s + 3]! : 255;
        if (alpha === 0 && part.isBlended) continue;
        const below = part.isBlended ? target[t + 3]! : 0;
        if (alpha === 255 || below === 0) {
          target[t] = source[s]!;
          target[t + 1] = source[s + 1]!;
          target[t + 2] = source[s + 2]!;
          target[t + 3] = alpha;
          continue;
        }
        // Straight alpha, "over".
        const rest = (below * (255 - alpha)) / 255;
        const sum = alpha + rest;
        for (let c = 0; c < 3; c++) target[t + c] = (source[s + c]! * alpha + target[t + c]! * rest) / sum + 0.5;
        target[t + 3] = sum + 0.5;
      }
    });
  }

  /** For each row of the picture that lies on the canvas: the byte where it starts there, the pixel where it starts in the picture, and its length. */
  #forRows(
    { x, y }: AnimationPart,
    picture: PhotoPixels,
    visit: (toByte: number, fromPixel: number, pixels: number) => void,
  ): void {
    const pixels = Math.min(picture.width, this.#width - x);
    const rows = Math.min(picture.height, this.#height - y);
    if (pixels <= 0) return;
    for (let row = 0; row < rows; row++) visit(((y + row) * this.#width + x) * 4, row * picture.width, pixels);
  }
}
