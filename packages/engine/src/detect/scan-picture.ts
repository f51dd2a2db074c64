import { boxArea, uniteBoxes, type Box } from '../frame/box.ts';
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

/** Around an area so much of the picture is seen with it, in pixels of the input: networks judge by what is around. */
const contextPixels = 32;
/** Inputs for areas have sides of this many pixels, times a whole number: few sizes recur, for which scalers and networks are set up. */
const areaStep = 32;
/** Above this share of the whole picture's input, areas gain nothing. */
const wholeShare = 0.75;

/** The runs that together see these areas of the picture at this scale, each with what is around it; the whole picture where that is hardly more. */
export function planAreaLooks(
  picture: PictureView,
  scale: number,
  areas: readonly Box[],
  limits: LookLimits,
): readonly Look[] {
  const whole = planLooks(picture, scale, limits);
  const size = { width: scaleLength(picture.width, scale), height: scaleLength(picture.height, scale) };
  const inputs = joinBoxes(areas.map((area) => inputOf(area, scale, size)));
  const pixels = inputs.reduce((sum, input) => sum + boxArea(input), 0);
  if (pixels > wholeShare * size.width * size.height) return whole;
  if (inputs.some((input) => boxArea(input) > limits.maxInputPixels)) return whole;
  return inputs.map((input) => lookAtInput(input, scale, picture));
}

/** Where an area lies in the scaled picture, with its context, in steps of {@link areaStep}. */
function inputOf(area: Box, scale: number, size: { readonly width: number; readonly height: number }): Box {
  const [x, width] = inputSpan(area.x * scale, area.width * scale, size.width);
  const [y, height] = inputSpan(area.y * scale, area.height * scale, size.height);
  return { x, y, width, height };
}

function inputSpan(start: number, length: number, total: number): [start: number, length: number] {
  const wanted = Math.ceil((length + 2 * contextPixels) / areaStep) * areaStep;
  if (wanted >= total) return [0, total];
  return [Math.max(0, Math.min(total - wanted, Math.round(start + length / 2 - wanted / 2))), wanted];
}

/** Joins boxes that share so much that one run for both is no more work than two. */
function joinBoxes(boxes: readonly Box[]): readonly Box[] {
  const joined = [...boxes];
  for (let i = 0; i < joined.length; i++) {
    for (let j = i + 1; j < joined.length; j++) {
      const both = uniteBoxes(joined[i]!, joined[j]!);
      if (boxArea(both) > boxArea(joined[i]!) + boxArea(joined[j]!)) continue;
      joined.splice(j, 1);
      joined[i] = both;
      // What was joined may share more with those before.
      i = -1;
      break;
    }
  }
  return joined;
}

function lookAtInput(input: Box, scale: number, picture: PictureView): Look {
  const [x, width] = cropSpan(input.x, input.width, scale, picture.width);
  const [y, height] = cropSpan(input.y, input.height, scale, picture.height);
  return {
    crop: { x, y, width, height },
    width: input.width,
    height: input.height,
    inputWidth: padLength(input.width),
    inputHeight: padLength(input.height),
  };
}

/** A stretch of the input in whole pixels of the picture; even ones, as pairs of pixels share their colour. */
function cropSpan(start: number, length: number, scale: number, total: number): [start: number, length: number] {
  const wanted = Math.round(length / scale / 2) * 2;
  const last = Math.floor(Math.max(0, total - wanted) / 2) * 2;
  // What reaches the border is seen up to it, or a sliver there would never be.
  if (start + length >= scaleLength(total, scale)) return [last, total - last];
  return [Math.min(last, Math.floor(start / scale / 2) * 2), wanted];
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

/** Gives memory of so many bytes; its content is anything. */
export type TakeMemory = (byteLength: number) => ArrayBuffer;

const takeNewMemory: TakeMemory = (byteLength) => new ArrayBuffer(byteLength);

/** Fills a tensor with planar bytes; what pads it on the right and below is black. */
export function fillTensor(rgb: Uint8Array, look: Look, norm: InputNorm, takeMemory = takeNewMemory): Tensor {
  const { width, height, inputWidth, inputHeight } = look;
  const count = 3 * inputWidth * inputHeight;
  const data = new Float32Array(takeMemory(count * Float32Array.BYTES_PER_ELEMENT), 0, count);
  norm.channels.forEach((color, channel) => {
    const scale = 1 / norm.deviation[color]!;
    const shift = -norm.mean[color]! * scale;
    const plane = data.subarray(channel * inputWidth * inputHeight, (channel + 1) * inputWidth * inputHeight);
    if (width < inputWidth || height < inputHeight) plane.fill(shift);
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

/** Fills a tensor with planar bytes, unchanged but for the order of colours; what pads it on the right and below is black. */
export function fillByteTensor(
  rgb: Uint8Array,
  look: Look,
  channels: InputNorm['channels'],
  takeMemory = takeNewMemory,
): Tensor {
  const { width, height, inputWidth, inputHeight } = look;
  const count = 3 * inputWidth * inputHeight;
  const data = new Uint8Array(takeMemory(count), 0, count);
  channels.forEach((color, channel) => {
    const plane = data.subarray(channel * inputWidth * inputHeight, (channel + 1) * inputWidth * inputHeight);
    const pixels = rgb.subarray(color * height * width, (color + 1) * height * width);
    if (width === inputWidth) {
      plane.set(pixels);
      plane.fill(0, height * width);
      return;
    }
    plane.fill(0);
    for (let y = 0; y < height; y++) plane.set(pixels.subarray(y * width, (y + 1) * width), y * inputWidth);
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
