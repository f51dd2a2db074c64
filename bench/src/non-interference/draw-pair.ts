import { PlanRegions, type Box, type Plan, type PlanTrack } from '@passerby/engine';

/** What the inputs of one pair are written as; all of them keep every pixel exactly. */
export type PairFormat = 'mp4' | 'png' | 'webp' | 'tiff';

/** One random (clip, plan) pair: two inputs that differ in nothing but what the plan hides. */
export interface Pair {
  readonly format: PairFormat;
  readonly quality: 'default' | 'fast' | 'small';
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** RGB frames; one for a photo. */
  readonly clear: readonly Uint8Array[];
  /** The same with other pixels wherever the plan hides. */
  readonly changed: readonly Uint8Array[];
  /** For an input with this hash. */
  readonly planFor: (sha256: string) => Plan;
}

/** Gives numbers from 0 up to, but not including, 1. */
type Random = () => number;

const fps = 10;

/** Draws the pair of a number; the same number gives the same pair on every machine. */
export function drawPair(seed: number): Pair {
  const random = mulberry(seed);
  const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const format = pick(random, ['mp4', 'mp4', 'mp4', 'png', 'webp', 'tiff'] as const);
  const quality = pick(random, ['default', 'default', 'fast', 'small'] as const);
  const width = 2 * whole(40, 100);
  const height = 2 * whole(32, 70);
  const frameCount = format === 'mp4' ? whole(2, 10) : 1;
  const durationSeconds = format === 'mp4' ? frameCount / fps : 0;
  const tracks = Array.from({ length: whole(1, 4) }, () => drawTrack(random, width, height, durationSeconds));
  const planFor = (sha256: string): Plan => ({
    format: 'passerby-plan',
    version: 1,
    media: { width, height, frameCount, durationSeconds, sha256 },
    settings: { preset: pick(mulberry(seed), ['head', 'face'] as const), text: 'none' },
    models: [],
    tracks,
  });
  const clear = Array.from({ length: frameCount }, (_, frame) => drawFrame(seed, width, height, frame));
  const regions = new PlanRegions(planFor('0'.repeat(64)));
  const isNoise = random() < 0.5;
  const changed = clear.map((frame, index) => {
    const other = isNoise ? noise(random, frame.length) : drawFrame(seed + 1, width, height, index + 3);
    return replaceInside(
      frame,
      other,
      width,
      regions.at(index / fps).map(({ box }) => box),
    );
  });
  return { format, quality, width, height, fps, clear, changed, planFor };
}

function drawTrack(random: Random, width: number, height: number, durationSeconds: number): PlanTrack {
  const box = (): Box => ({
    x: random() * width * 0.8,
    y: random() * height * 0.8,
    width: 4 + random() * width * 0.3,
    height: 4 + random() * height * 0.3,
  });
  const fromSeconds = random() < 0.5 ? 0 : random() * durationSeconds * 0.5;
  const throughSeconds = random() < 0.5 ? durationSeconds : fromSeconds + random() * (durationSeconds - fromSeconds);
  const moments = durationSeconds === 0 ? [0] : [fromSeconds, (fromSeconds + throughSeconds) / 2, throughSeconds];
  return {
    id: Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join(''),
    kind: pick(random, ['face', 'text', 'region'] as const),
    fromSeconds,
    throughSeconds,
    keyframes: [...new Set(moments)].map((seconds) => ({ seconds, box: box(), origin: 'drawn' as const })),
  };
}

/** Slopes, bars that move, and a little grain: something for an encoder to do. */
function drawFrame(seed: number, width: number, height: number, frame: number): Uint8Array {
  const random = mulberry(seed * 31 + 7);
  const waves = Array.from({ length: 9 }, () => random() * 0.3);
  const grain = mulberry(seed * 1009 + frame);
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const [across = 0, down = 0, time = 0] = waves.slice(channel * 3);
        const wave = Math.sin(x * across + y * down + frame * time * 4);
        rgb[at++] = 128 + 90 * wave + 12 * (grain() - 0.5);
      }
    }
  }
  return rgb;
}

function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random() * 256);
}

function replaceInside(frame: Uint8Array, other: Uint8Array, width: number, boxes: readonly Box[]): Uint8Array {
  const changed = frame.slice();
  for (const box of boxes) {
    for (let y = box.y; y < box.y + box.height; y++) {
      const from = (y * width + box.x) * 3;
      const to = from + box.width * 3;
      changed.set(other.subarray(from, to), from);
    }
  }
  return changed;
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!;
}

/** mulberry32, over a mixed seed: neighbouring seeds must not give neighbouring streams. */
function mulberry(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
