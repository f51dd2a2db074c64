import type { Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Tensor } from './inference-session.ts';

/** One run of a model: a part of the picture at one scale, and the tensor it fills. */
export interface Look {
  /** The part of the picture, in whole pixels of it. */
  readonly crop: Box;
  /** The part's size at the network's input, before padding. */
  readonly width: number;
  readonly height: number;
  /** The input's size: multiples of 32. */
  readonly inputWidth: number;
  readonly inputHeight: number;
}

/** How inputs are cut. */
export interface LookLimits {
  /** Most pixels of one input, padding included. Larger ones are cut into tiles. */
  readonly maxInputPixels: number;
  /** By how much tiles overlap, in pixels of the input: at least the size of the largest thing looked for in them. */
  readonly overlapPixels: number;
}

/** Networks halve their input five times. */
const inputStep = 32;
/** Beyond this an enlarged picture only costs: nothing more is found. */
const mostEnlarged = 4;
/** A panorama's short side still gets this share of the asked longest side, or its people would vanish. */
const leastShortSide = 0.5;

/** How many pixels of the input one pixel of the picture becomes. */
export function chooseScale(picture: PictureView, longestSide: number): number {
  const { width, height } = picture;
  const scale = Math.max(
    longestSide / Math.max(width, height),
    (leastShortSide * longestSide) / Math.min(width, height),
  );
  return Math.min(scale, mostEnlarged);
}

/** The runs that together see the whole picture at this scale: one, or tiles that overlap. Nothing is squashed: inputs are padded. */
export function planLooks(picture: PictureView, scale: number, limits: LookLimits): Look[] {
  const [across, down] = cutTiles(picture, scale, limits);
  return down.flatMap((vertical) =>
    across.map((horizontal) => {
      const crop = { x: horizontal.start, y: vertical.start, width: horizontal.length, height: vertical.length };
      const width = scaleLength(crop.width, scale);
      const height = scaleLength(crop.height, scale);
      return { crop, width, height, inputWidth: padLength(width), inputHeight: padLength(height) };
    }),
  );
}

/** A stretch of one side of the picture, in whole pixels. */
interface Span {
  readonly start: number;
  readonly length: number;
}

/** Fewest tiles that fit, as square as can be. */
function cutTiles(
  picture: PictureView,
  scale: number,
  { maxInputPixels, overlapPixels }: LookLimits,
): [Span[], Span[]] {
  let columns = 1;
  let rows = 1;
  for (;;) {
    const across = cutSide(picture.width, columns, overlapPixels / scale);
    const down = cutSide(picture.height, rows, overlapPixels / scale);
    const width = padLength(scaleLength(across[0]!.length, scale));
    const height = padLength(scaleLength(down[0]!.length, scale));
    if (width * height <= maxInputPixels) return [across, down];
    if (width >= height) columns++;
    else rows++;
  }
}

/** `count` stretches of equal length that overlap by at least `overlap`. */
function cutSide(total: number, count: number, overlap: number): Span[] {
  if (count === 1) return [{ start: 0, length: total }];
  const length = Math.min(total, Math.ceil((total + (count - 1) * overlap) / count));
  return Array.from({ length: count }, (_, i) => ({
    start: Math.floor(((total - length) * i) / (count - 1)),
    length,
  }));
}

function scaleLength(length: number, scale: number): number {
  return Math.max(1, Math.round(length * scale));
}

function padLength(length: number): number {
  return Math.ceil(length / inputStep) * inputStep;
}

/** How bytes become the numbers that a network was trained on: `(byte - mean) / deviation`, per colour. */
export interface InputNorm {
  /** Which colour (0 red, 1 green, 2 blue) each of the tensor's channels holds. */
  readonly channels: readonly [number, number, number];
  /** By colour. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** Fills a new tensor with planar bytes; what pads it on the right and below is black. */
export function fillTensor(rgb: Uint8Array, look: Look, norm: InputNorm): Tensor {
  const { width, height, inputWidth, inputHeight } = look;
  const data = new Float32Array(3 * inputWidth * inputHeight);
  norm.channels.forEach((color, channel) => {
    const scale = 1 / norm.deviation[color]!;
    const shift = -norm.mean[color]! * scale;
    const plane = data.subarray(channel * inputWidth * inputHeight, (channel + 1) * inputWidth * inputHeight);
    if (shift !== 0) plane.fill(shift);
    for (let y = 0; y < height; y++) {
      const from = (color * height + y) * width;
      const row = rgb.subarray(from, from + width);
      // The typed array's own copy is several times faster than a loop.
      if (scale === 1 && shift === 0) plane.set(row, y * inputWidth);
      else for (let x = 0, to = y * inputWidth; x < width; x++) plane[to++] = row[x]! * scale + shift;
    }
  });
  return { data, dims: [1, 3, inputHeight, inputWidth] };
}

/** Fills a new tensor with planar bytes, unchanged but for the order of colours; what pads it on the right and below is black. */
export function fillByteTensor(rgb: Uint8Array, look: Look, channels: InputNorm['channels']): Tensor {
  const { width, height, inputWidth, inputHeight } = look;
  const data = new Uint8Array(3 * inputWidth * inputHeight);
  channels.forEach((color, channel) => {
    for (let y = 0; y < height; y++) {
      const from = (color * height + y) * width;
      data.set(rgb.subarray(from, from + width), (channel * inputHeight + y) * inputWidth);
    }
  });
  return { data, dims: [1, 3, inputHeight, inputWidth] };
}

/** A box of the input, in pixels of the picture. */
export function toPicture(box: Box, look: Look): Box {
  const scaleX = look.crop.width / look.width;
  const scaleY = look.crop.height / look.height;
  return {
    x: look.crop.x + box.x * scaleX,
    y: look.crop.y + box.y * scaleY,
    width: box.width * scaleX,
    height: box.height * scaleY,
  };
}
