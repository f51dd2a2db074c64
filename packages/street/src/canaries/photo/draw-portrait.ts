import sharp from 'sharp';
import type { Color } from '../canary.ts';

/** RGB pixels of a face before a plain colour, a drawing: what a thumbnail or a hidden frame would give away. */
export async function drawPortraitPixels(color: Color, width: number, height: number): Promise<Buffer> {
  const { red, green, blue } = color;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid meet">
    <ellipse cx="50" cy="52" rx="19" ry="25" fill="#d9a585"/><path d="M31 45a19 22 0 0 1 38 0q-19-16-38 0" fill="#3b2a20"/>
    <circle cx="43" cy="50" r="2.4"/><circle cx="57" cy="50" r="2.4"/><path d="M44 64q6 4 12 0" stroke="#8a3b34" stroke-width="2" fill="none"/></svg>`;
  return sharp({ create: { width, height, channels: 3, background: { r: red, g: green, b: blue } } })
    .composite([{ input: Buffer.from(drawing) }])
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** The same as a square JPEG. */
export async function drawPortrait(color: Color, sizePixels: number): Promise<Buffer> {
  const pixels = await drawPortraitPixels(color, sizePixels, sizePixels);
  return sharp(pixels, { raw: { width: sizePixels, height: sizePixels, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}
