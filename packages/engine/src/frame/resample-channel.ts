import type { Box } from './box.ts';

/** One channel of a picture inside some samples: sample (x, y) is `data[offset + y * stride + x * step]`. */
export interface Channel {
  readonly data: Uint8Array | Uint16Array;
  readonly offset: number;
  readonly step: number;
  readonly stride: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture that one sample stands for: 2 where chroma is subsampled. */
  readonly pixelsAcross: 1 | 2;
  readonly pixelsDown: 1 | 2;
}

/** Which source samples make each target sample, and by how much: `count` weights from `first[i]` on, at `i * count`. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

/**
 * The channel under `crop` (in pixels of the picture) scaled to `width` x `height`, as floats in the channel's own values.
 * Shrinking averages areas, enlarging is linear; beyond the border the border sample counts.
 */
export function resampleChannel(channel: Channel, crop: Box, width: number, height: number): Float32Array {
  const { data, offset, step, stride, pixelsAcross, pixelsDown } = channel;
  if (crop.width / pixelsAcross === width && crop.height / pixelsDown === height) {
    const [x, y] = [crop.x / pixelsAcross, crop.y / pixelsDown];
    if (Number.isInteger(x) && Number.isInteger(y)) return copyChannel(channel, x, y, width, height);
  }
  const columns = makeTaps(crop.x / pixelsAcross, crop.width / pixelsAcross, channel.width, width);
  const rows = makeTaps(crop.y / pixelsDown, crop.height / pixelsDown, channel.height, height);
  const left = columns.first[0] ?? 0;
  const lineLength = (columns.first[width - 1] ?? 0) + columns.count - left;
  const line = new Float32Array(lineLength);
  const result = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let tap = 0; tap < rows.count; tap++) {
      const weight = rows.weights[y * rows.count + tap] ?? 0;
      if (weight === 0) continue;
      let from = offset + ((rows.first[y] ?? 0) + tap) * stride + left * step;
      for (let x = 0; x < lineLength; x++, from += step) line[x]! += data[from]! * weight;
    }
    sumTaps(line, columns, left, result, y * width, width);
  }
  return result;
}

function copyChannel(channel: Channel, left: number, top: number, width: number, height: number): Float32Array {
  const { data, offset, step, stride } = channel;
  const result = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    let from = offset + Math.min(top + y, channel.height - 1) * stride + left * step;
    const last = offset + Math.min(top + y, channel.height - 1) * stride + (channel.width - 1) * step;
    for (let at = y * width; at < (y + 1) * width; at++, from += step) result[at] = data[Math.min(from, last)]!;
  }
  return result;
}

/** The channel at half its size: each sample the mean of four; a lone last row or column counts twice. */
export function halveChannel(channel: Channel): Channel {
  const { data, offset, step, stride } = channel;
  const width = Math.ceil(channel.width / 2);
  const height = Math.ceil(channel.height / 2);
  const halved = data instanceof Uint8Array ? new Uint8Array(width * height) : new Uint16Array(width * height);
  const whole = Math.floor(channel.width / 2);
  for (let y = 0; y < height; y++) {
    let upper = offset + 2 * y * stride;
    let lower = offset + Math.min(2 * y + 1, channel.height - 1) * stride;
    const row = y * width;
    for (let x = 0; x < whole; x++, upper += 2 * step, lower += 2 * step) {
      halved[row + x] = (data[upper]! + data[upper + step]! + data[lower]! + data[lower + step]! + 2) >> 2;
    }
    if (whole < width) halved[row + whole] = (data[upper]! + data[lower]! + 1) >> 1;
  }
  return { ...channel, data: halved, offset: 0, step: 1, stride: width, width, height };
}

function sumTaps(line: Float32Array, taps: Taps, left: number, into: Float32Array, at: number, width: number): void {
  const { first, weights, count } = taps;
  for (let x = 0, w = 0; x < width; x++) {
    const from = first[x]! - left;
    let sum = 0;
    for (let tap = 0; tap < count; tap++, w++) sum += line[from + tap]! * weights[w]!;
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
