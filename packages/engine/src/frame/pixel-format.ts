/** How samples are laid out. YUV layouts are planar Y, Cb, Cr; `rgb` and `rgba` are one interleaved plane; `gray` is one plane. */
export type PixelLayout = 'yuv420' | 'yuv422' | 'yuv444' | 'rgb' | 'rgba' | 'gray';

/** How sample values map to light. */
export interface PixelFormat {
  readonly layout: PixelLayout;
  /** Bits a sample; 8 in a `Uint8Array`, 10 in the low bits of a `Uint16Array`. */
  readonly bitDepth: 8 | 10;
  /** `limited`: black is 16 and white 235 (at 8 bits); `full`: 0 and 255. RGB is always full. */
  readonly range: 'limited' | 'full';
  /** Which sum of red, green and blue is luma. Ignored for RGB and gray. */
  readonly matrix: 'bt601' | 'bt709' | 'bt2020';
}

/** One plane of samples: a borrowed view, gone when its frame is disposed. */
export interface Plane {
  readonly data: Uint8Array | Uint16Array;
  /** Samples (not bytes) from one row to the next; at least `width` times the samples per pixel of the plane. */
  readonly stride: number;
  /** Pixels a row. */
  readonly width: number;
  readonly height: number;
}

/** The samples of one picture. */
export interface FramePixels {
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  readonly format: PixelFormat;
  readonly planes: readonly Plane[];
}

/** How many times wider and taller the luma plane is than the chroma planes. */
export function chromaSubsampling(layout: PixelLayout): { readonly x: 1 | 2; readonly y: 1 | 2 } {
  return { x: layout === 'yuv420' || layout === 'yuv422' ? 2 : 1, y: layout === 'yuv420' ? 2 : 1 };
}

/** Samples that one pixel has in the first plane. */
export function samplesPerPixel(layout: PixelLayout): 1 | 3 | 4 {
  if (layout === 'rgb') return 3;
  return layout === 'rgba' ? 4 : 1;
}
