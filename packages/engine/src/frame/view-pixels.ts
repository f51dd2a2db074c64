import type { Box } from './box.ts';
import type { PictureView } from './picture-view.ts';
import { chromaSubsampling, samplesPerPixel, type FramePixels, type PixelFormat } from './pixel-format.ts';
import { halvePlane, resamplePlane, type SampledPlane } from './resample-plane.ts';

/** Samples, and how the values of their channels become 8-bit R, G, B planes of `count` pixels each. */
interface Source {
  readonly planes: readonly SampledPlane[];
  /** `undefined` where they are that already. */
  readonly toRgb: ToRgb | undefined;
}

type ToRgb = (values: readonly Float32Array[], rgb: Uint8ClampedArray, count: number) => void;

/**
 * The engine's own scaler, for any pixel format: area averages when shrinking, linear when enlarging.
 * Borrows `pixels`, which must not change while the view is in use: it keeps halved copies once something small was asked for.
 * Transparent pixels are looked at as well: they show at half strength over mid-gray, since files keep the colours under them.
 */
export function viewPixels(pixels: FramePixels): PictureView {
  const levels: Source[] = [readPixels(pixels)];
  return {
    width: pixels.width,
    height: pixels.height,
    sample(crop: Box, width: number, height: number): Uint8Array {
      const shrinking = Math.max(1, Math.min(crop.width / width, crop.height / height));
      const level = Math.floor(Math.log2(shrinking));
      while (levels.length <= level) levels.push(halve(levels.at(-1)!));
      const pixel = 2 ** level;
      const box = { x: crop.x / pixel, y: crop.y / pixel, width: crop.width / pixel, height: crop.height / pixel };
      return sampleSource(levels[level]!, box, width, height);
    },
  };
}

function sampleSource({ planes, toRgb }: Source, crop: Box, width: number, height: number): Uint8Array {
  const count = width * height;
  const rgb = new Uint8ClampedArray(3 * count);
  if (toRgb) {
    const values = planes.flatMap((plane) => {
      const channels = new Float32Array(plane.channels * count);
      resamplePlane(plane, crop, width, height, channels);
      return Array.from({ length: plane.channels }, (_, i) => channels.subarray(i * count, (i + 1) * count));
    });
    toRgb(values, rgb, count);
  } else for (const plane of planes) resamplePlane(plane, crop, width, height, rgb);
  return new Uint8Array(rgb.buffer);
}

function halve({ planes, toRgb }: Source): Source {
  return { planes: planes.map(halvePlane), toRgb };
}

function readPixels({ format, planes }: FramePixels): Source {
  const channels = samplesPerPixel(format.layout);
  const chroma = chromaSubsampling(format.layout);
  const sampled = planes.map((plane, index): SampledPlane => ({
    ...plane,
    data: plainArray(plane.data),
    channels,
    pixelsAcross: index === 0 ? 1 : chroma.x,
    pixelsDown: index === 0 ? 1 : chroma.y,
  }));
  return { planes: sampled, toRgb: chooseConversion(format) };
}

/** The same samples, never in a subclass: V8 reads two classes of arrays in one place at half the speed. */
function plainArray(data: Uint8Array | Uint16Array): Uint8Array | Uint16Array {
  return data instanceof Uint8Array
    ? new Uint8Array(data.buffer, data.byteOffset, data.length)
    : new Uint16Array(data.buffer, data.byteOffset, data.length);
}

function chooseConversion(format: PixelFormat): ToRgb | undefined {
  const highest = 2 ** format.bitDepth - 1;
  switch (format.layout) {
    case 'rgb':
      return highest === 255 ? undefined : scaleRgb(highest);
    case 'rgba':
      return blendRgba(highest);
    case 'gray':
      return spreadLuma(format);
    default:
      return mixYuv(format);
  }
}

function scaleRgb(highest: number): ToRgb {
  const scale = 255 / highest;
  return (values, rgb, count) => {
    for (let plane = 0; plane < 3; plane++) {
      const from = values[plane]!;
      for (let i = 0; i < count; i++) rgb[plane * count + i] = from[i]! * scale;
    }
  };
}

function blendRgba(highest: number): ToRgb {
  const scale = 255 / highest;
  return (values, rgb, count) => {
    const alpha = values[3]!;
    for (let plane = 0; plane < 3; plane++) {
      const from = values[plane]!;
      for (let i = 0; i < count; i++) {
        const strength = 0.5 + (0.5 * alpha[i]!) / highest;
        rgb[plane * count + i] = 127.5 + (from[i]! * scale - 127.5) * strength;
      }
    }
  };
}

/** Black's value and the steps to white, and to the strongest colour, in samples of the format. */
function measureRange({ range, bitDepth }: PixelFormat): { black: number; luma: number; chroma: number } {
  const unit = 2 ** (bitDepth - 8);
  if (range === 'limited') return { black: 16 * unit, luma: 219 * unit, chroma: 224 * unit };
  const highest = 2 ** bitDepth - 1;
  return { black: 0, luma: highest, chroma: highest };
}

function spreadLuma(format: PixelFormat): ToRgb {
  const { black, luma } = measureRange(format);
  return ([gray], rgb, count) => {
    for (let i = 0; i < count; i++) rgb[i] = ((gray![i]! - black) * 255) / luma;
    rgb.copyWithin(count, 0, count);
    rgb.copyWithin(2 * count, 0, count);
  };
}

/** Shares of red and blue in luma: ITU-R BT.601, BT.709 and BT.2020. */
const lumaShares = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
  bt2020: { red: 0.2627, blue: 0.0593 },
} as const;

function mixYuv(format: PixelFormat): ToRgb {
  const { black, luma, chroma } = measureRange(format);
  const { red, blue } = lumaShares[format.matrix];
  const green = 1 - red - blue;
  const middle = 2 ** (format.bitDepth - 1);
  const lumaScale = 255 / luma;
  const redScale = (2 * (1 - red) * 255) / chroma;
  const blueScale = (2 * (1 - blue) * 255) / chroma;
  return ([ys, cbs, crs], rgb, count) => {
    for (let i = 0; i < count; i++) {
      const y = (ys![i]! - black) * lumaScale;
      const fromBlue = (cbs![i]! - middle) * blueScale;
      const fromRed = (crs![i]! - middle) * redScale;
      rgb[i] = y + fromRed;
      rgb[count + i] = y - (red * fromRed + blue * fromBlue) / green;
      rgb[2 * count + i] = y + fromBlue;
    }
  };
}
