import { planeLayout } from './planar-picture.ts';

/** Shares of red and blue in luma, ITU-R BT.709, and the steps of limited range. */
const red = 0.2126;
const blue = 0.0722;
const green = 1 - red - blue;
const lumaScale = 219 / 255;
const chromaScale = 224 / 255;

/** Turns RGBA pixels into planes of BT.709, limited range; chroma is the mean of four pixels. Both sides are even. */
export function rgbaToPlanes(
  rgba: Uint8ClampedArray,
  target: Uint8Array,
  size: { readonly width: number; readonly height: number },
): void {
  const { width, height } = size;
  const [, cb, cr] = planeLayout(size);
  if (!cb || !cr) return;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [r, g, b] = [0, 0, 0];
      for (let corner = 0; corner < 4; corner++) {
        const at = (y + (corner >> 1)) * width + x + (corner & 1);
        const [pixelRed, pixelGreen, pixelBlue] = [rgba[4 * at]!, rgba[4 * at + 1]!, rgba[4 * at + 2]!];
        target[at] = 16.5 + lumaScale * (red * pixelRed + green * pixelGreen + blue * pixelBlue);
        r += pixelRed;
        g += pixelGreen;
        b += pixelBlue;
      }
      const luma = (red * r + green * g + blue * b) / 4;
      const at = (y >> 1) * cb.stride + (x >> 1);
      target[cb.offset + at] = 128.5 + (chromaScale * (b / 4 - luma)) / (2 * (1 - blue));
      target[cr.offset + at] = 128.5 + (chromaScale * (r / 4 - luma)) / (2 * (1 - red));
    }
  }
}
