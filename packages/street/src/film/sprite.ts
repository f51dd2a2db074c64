import sharp from 'sharp';

/** The frame of a drawing in its own units. */
export interface DrawingFrame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One size of a sprite: premultiplied RGBA, rows without padding. */
export interface SpriteLevel {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A drawing turned to pixels once, with halved copies of itself so that it can be shown smaller without flicker. */
export interface Sprite {
  readonly frame: DrawingFrame;
  /** From large to small, each half as wide and high as the one before (rounded up). */
  readonly levels: readonly SpriteLevel[];
}

/** Turns a drawing (SVG text in the units of `frame`) into a sprite of this resolution (pixels per drawing unit). */
export async function rasterize(drawing: string, frame: DrawingFrame, pixelsPerUnit: number): Promise<Sprite> {
  const width = Math.max(2, Math.round(frame.width * pixelsPerUnit));
  const height = Math.max(2, Math.round(frame.height * pixelsPerUnit));
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="${frame.x} ${frame.y} ${frame.width} ${frame.height}" preserveAspectRatio="none">${drawing}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg), { unlimited: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height || info.channels !== 4) {
    throw new Error(`Expected a drawing of ${width}x${height} pixels, received ${info.width}x${info.height}.`);
  }
  premultiply(data);
  return { frame, levels: halveRepeatedly({ width, height, pixels: data }) };
}

function premultiply(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3]!;
    if (alpha === 255) continue;
    pixels[at] = (pixels[at]! * alpha + 127) / 255;
    pixels[at + 1] = (pixels[at + 1]! * alpha + 127) / 255;
    pixels[at + 2] = (pixels[at + 2]! * alpha + 127) / 255;
  }
}

function halveRepeatedly(first: SpriteLevel): SpriteLevel[] {
  const levels = [first];
  let last = first;
  while (last.width > 4 && last.height > 4) {
    last = halve(last);
    levels.push(last);
  }
  return levels;
}

function halve({ width, height, pixels }: SpriteLevel): SpriteLevel {
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  const half = new Uint8Array(halfWidth * halfHeight * 4);
  for (let y = 0; y < halfHeight; y++) {
    const upper = 2 * y * width;
    const lower = Math.min(height - 1, 2 * y + 1) * width;
    for (let x = 0; x < halfWidth; x++) {
      const left = 2 * x;
      const right = Math.min(width - 1, left + 1);
      const a = (upper + left) * 4;
      const b = (upper + right) * 4;
      const c = (lower + left) * 4;
      const d = (lower + right) * 4;
      const to = (y * halfWidth + x) * 4;
      for (let channel = 0; channel < 4; channel++) {
        half[to + channel] =
          (pixels[a + channel]! + pixels[b + channel]! + pixels[c + channel]! + pixels[d + channel]! + 2) >> 2;
      }
    }
  }
  return { width: halfWidth, height: halfHeight, pixels: half };
}
