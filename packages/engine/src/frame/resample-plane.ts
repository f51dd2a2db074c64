import type { Box } from './box.ts';

/** A plane of samples with some channels interleaved: channel `c` at (x, y) is `data[y * stride + x * channels + c]`. */
export interface SampledPlane {
  readonly data: Uint8Array | Uint16Array;
  readonly channels: number;
  readonly stride: number;
  /** Samples a row of each channel. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture that one sample stands for: 2 where chroma is subsampled. */
  readonly pixelsAcross: 1 | 2;
  readonly pixelsDown: 1 | 2;
}

/** Where samples go: channel after channel, each of width x height; clamped ones are rounded. */
export type ResampledChannels = Float32Array | Uint8ClampedArray;

/** Which source samples make each target sample, and by how much: `count` weights from `first[i]` on, at `i * count`. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

/**
 * Writes what the plane shows under `crop` (in pixels of the picture), scaled to `width` x `height`, into `result`, in the plane's own values.
 * Shrinking averages areas, enlarging is linear; beyond the border the border sample counts.
 */
export function resamplePlane(
  plane: SampledPlane,
  crop: Box,
  width: number,
  height: number,
  result: ResampledChannels,
): void {
  const { data, channels, stride, pixelsAcross, pixelsDown } = plane;
  if (crop.width / pixelsAcross === width && crop.height / pixelsDown === height) {
    const [x, y] = [crop.x / pixelsAcross, crop.y / pixelsDown];
    if (Number.isInteger(x) && Number.isInteger(y)) return copyPlane(plane, x, y, width, height, result);
  }
  const columns = makeTaps(crop.x / pixelsAcross, crop.width / pixelsAcross, plane.width, width);
  const rows = makeTaps(crop.y / pixelsDown, crop.height / pixelsDown, plane.height, height);
  const left = columns.first[0] ?? 0;
  const lineLength = ((columns.first[width - 1] ?? 0) + columns.count - left) * channels;
  // Doubles: JavaScript calculates with nothing else, and converting costs as much as multiplying.
  const line = new Float64Array(lineLength);
  const starts = columns.first.map((first) => (first - left) * channels);
  for (let y = 0; y < height; y++) {
    sumRows(data, (rows.first[y] ?? 0) * stride + left * channels, stride, rows, y, line);
    if (channels === 3 && columns.count === 3) {
      sumThree(line, starts, columns.weights, result, y * width, width, width * height);
      continue;
    }
    for (let channel = 0; channel < channels; channel++) {
      sumColumns(line, starts, columns, channels, channel, result, channel * width * height + y * width, width);
    }
  }
}

function copyPlane(
  plane: SampledPlane,
  left: number,
  top: number,
  width: number,
  height: number,
  result: ResampledChannels,
): void {
  const { data, channels, stride } = plane;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      const row = Math.min(top + y, plane.height - 1) * stride + channel;
      const last = row + (plane.width - 1) * channels;
      const start = (channel * height + y) * width;
      let from = row + left * channels;
      for (let at = start; at < start + width; at++, from += channels) result[at] = data[Math.min(from, last)]!;
    }
  }
}

/** The plane at half its size: each sample the mean of four; a lone last row or column counts twice. */
export function halvePlane(plane: SampledPlane): SampledPlane {
  const { data, channels, stride } = plane;
  const width = Math.ceil(plane.width / 2);
  const height = Math.ceil(plane.height / 2);
  const size = width * height * channels;
  const halved = data instanceof Uint8Array ? new Uint8Array(size) : new Uint16Array(size);
  const whole = Math.floor(plane.width / 2);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++) {
      let upper = 2 * y * stride + channel;
      let lower = Math.min(2 * y + 1, plane.height - 1) * stride + channel;
      let at = y * width * channels + channel;
      for (let x = 0; x < whole; x++, upper += 2 * channels, lower += 2 * channels, at += channels) {
        halved[at] = (data[upper]! + data[upper + channels]! + data[lower]! + data[lower + channels]! + 2) >> 2;
      }
      if (whole < width) halved[at] = (data[upper]! + data[lower]! + 1) >> 1;
    }
  }
  return { ...plane, data: halved, stride: width * channels, width, height };
}

/** The source rows of target row `y`, all channels of them, weighted into one. */
function sumRows(
  data: Uint8Array | Uint16Array,
  start: number,
  stride: number,
  { weights, count }: Taps,
  y: number,
  line: Float64Array,
): void {
  const at = y * count;
  let used = count;
  while (used > 1 && weights[at + used - 1] === 0) used -= 1;
  // Most pictures are shrunk by less than two, as the view keeps halved copies: two or three rows, in one go.
  const [first, second, third] = [weights[at]!, weights[at + 1]!, weights[at + 2]!];
  const next = start + stride;
  if (used === 3) {
    const last = next + stride;
    for (let i = 0; i < line.length; i++) {
      line[i] = data[start + i]! * first + data[next + i]! * second + data[last + i]! * third;
    }
  } else if (used === 2) {
    for (let i = 0; i < line.length; i++) line[i] = data[start + i]! * first + data[next + i]! * second;
  } else {
    line.fill(0);
    for (let tap = 0, row = start; tap < used; tap++, row += stride) {
      const weight = weights[at + tap]!;
      for (let i = 0; i < line.length; i++) line[i]! += data[row + i]! * weight;
    }
  }
}

/** {@link sumColumns} for three samples and three channels at once, as photos have them: a quarter of a view's time less. */
function sumThree(
  line: Float64Array,
  starts: Int32Array,
  weights: Float32Array,
  into: ResampledChannels,
  at: number,
  width: number,
  channelSize: number,
): void {
  const second = at + channelSize;
  const third = second + channelSize;
  for (let x = 0, w = 0; x < width; x++, w += 3) {
    const from = starts[x]!;
    const [a, b, c] = [weights[w]!, weights[w + 1]!, weights[w + 2]!];
    into[at + x] = line[from]! * a + line[from + 3]! * b + line[from + 6]! * c;
    into[second + x] = line[from + 1]! * a + line[from + 4]! * b + line[from + 7]! * c;
    into[third + x] = line[from + 2]! * a + line[from + 5]! * b + line[from + 8]! * c;
  }
}

/** One channel of a line, scaled. `starts`: where in the line the first tap of each target sample is. */
function sumColumns(
  line: Float64Array,
  starts: Int32Array,
  { weights, count }: Taps,
  channels: number,
  channel: number,
  into: ResampledChannels,
  at: number,
  width: number,
): void {
  for (let x = 0, w = 0; x < width; x++) {
    let from = starts[x]! + channel;
    let sum = 0;
    for (let tap = 0; tap < count; tap++, w++, from += channels) sum += line[from]! * weights[w]!;
    into[at + x] = sum;
  }
}

function makeTaps(origin: number, length: number, available: number, size: number): Taps {
  const ratio = length / size;
  const reach = Math.max(ratio, 1);
  const count = Math.min(Math.ceil(reach) + 1, available);
  const first = new Int32Array(size);
  const weights = new Float32Array(size * count);
  for (let i = 0; i < size; i++) {
    // A window of one sample or more around the target's centre: the area when shrinking, the two nearest samples when enlarging.
    const from = origin + (i + 0.5) * ratio - reach / 2;
    const through = from + reach;
    const start = Math.min(Math.max(Math.floor(from), 0), available - count);
    first[i] = start;
    for (let sample = Math.floor(from); sample < through; sample++) {
      const share = (Math.min(through, sample + 1) - Math.max(from, sample)) / reach;
      const inside = Math.min(Math.max(sample, start), start + count - 1);
      weights[i * count + inside - start]! += share;
    }
  }
  return { first, weights, count };
}
