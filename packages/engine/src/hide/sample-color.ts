import type { PixelFormat } from '../frame/pixel-format.ts';

/** Red, green and blue, 0 to 1. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Weights of red and blue in luma (ITU-R BT.601, BT.709, BT.2020). */
const lumaWeights = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
  bt2020: { red: 0.2627, blue: 0.0593 },
} as const satisfies Record<PixelFormat['matrix'], { red: number; blue: number }>;

/** Reads `#rrggbb`. */
export function parseColor(text: string): Color {
  const channel = (at: number): number => Number.parseInt(text.slice(at, at + 2), 16) / 255;
  return { red: channel(1), green: channel(3), blue: channel(5) };
}

/** The colour's sample values in a pixel format: [Y, Cb, Cr], [R, G, B], [R, G, B, alpha opaque] or [gray]. */
export function toSamples(color: Color, format: PixelFormat): readonly number[] {
  const { red, green, blue } = color;
  const levels = levelsOf(format);
  const full = (value: number): number => clampRound(value * levels.peak, levels.peak);
  if (format.layout === 'rgb') return [full(red), full(green), full(blue)];
  if (format.layout === 'rgba') return [full(red), full(green), full(blue), levels.peak];
  const weights = lumaWeights[format.layout === 'gray' ? 'bt601' : format.matrix];
  const luma = weights.red * red + (1 - weights.red - weights.blue) * green + weights.blue * blue;
  const lumaSample = clampRound(levels.black + luma * levels.lumaSpan, levels.peak);
  if (format.layout === 'gray') return [lumaSample];
  const chromaSample = (value: number): number => clampRound(levels.neutral + value * levels.chromaSpan, levels.peak);
  return [
    lumaSample,
    chromaSample((blue - luma) / (2 * (1 - weights.blue))),
    chromaSample((red - luma) / (2 * (1 - weights.red))),
  ];
}

/** The colour of sample values (fractions allowed), clamped to 0 to 1; the inverse of {@link toSamples}, alpha ignored. */
export function fromSamples(samples: readonly number[], format: PixelFormat): Color {
  const [first = 0, second = 0, third = 0] = samples;
  const levels = levelsOf(format);
  if (format.layout === 'rgb' || format.layout === 'rgba') {
    return { red: clamp(first / levels.peak), green: clamp(second / levels.peak), blue: clamp(third / levels.peak) };
  }
  const luma = (first - levels.black) / levels.lumaSpan;
  if (format.layout === 'gray') return { red: clamp(luma), green: clamp(luma), blue: clamp(luma) };
  const weights = lumaWeights[format.matrix];
  const blue = luma + ((second - levels.neutral) / levels.chromaSpan) * 2 * (1 - weights.blue);
  const red = luma + ((third - levels.neutral) / levels.chromaSpan) * 2 * (1 - weights.red);
  const green = (luma - weights.red * red - weights.blue * blue) / (1 - weights.red - weights.blue);
  return { red: clamp(red), green: clamp(green), blue: clamp(blue) };
}

interface Levels {
  readonly peak: number;
  readonly black: number;
  readonly neutral: number;
  readonly lumaSpan: number;
  readonly chromaSpan: number;
}

function levelsOf({ bitDepth, range }: PixelFormat): Levels {
  const step = 2 ** (bitDepth - 8);
  const peak = 2 ** bitDepth - 1;
  const neutral = 128 * step;
  return range === 'limited'
    ? { peak, black: 16 * step, neutral, lumaSpan: 219 * step, chromaSpan: 224 * step }
    : { peak, black: 0, neutral, lumaSpan: peak, chromaSpan: peak };
}

function clampRound(value: number, peak: number): number {
  return Math.min(peak, Math.max(0, Math.round(value)));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
