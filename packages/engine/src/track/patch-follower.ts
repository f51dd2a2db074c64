import type { Box } from '../frame/box.ts';
import type { LumaPicture } from './luma-picture.ts';
import { shiftBox } from './path.ts';

/** Samples along each side of a patch. */
const side = 16;
const cells = side * side;
/** Cells to each side of the expected place that are searched. */
const reach = 6;
const windowSide = side + 2 * reach;
/** Of a patch partly outside the picture at least this share must be inside. */
const leastInside = 0.4;
/** Sizes tried beside the expected one. */
const rescales = [0.95, 1.05];

/** Where a patch was found again. */
export interface Sighting {
  readonly box: Box;
  /** Likeness (correlation) of what is there to what was learnt, -1 to 1. */
  readonly likeness: number;
}

/** How much each cell counts: the middle most. */
const cellWeights: Float32Array = Float32Array.from({ length: cells }, (_, cell) => {
  const x = ((cell % side) + 0.5) / side - 0.5;
  const y = (Math.floor(cell / side) + 0.5) / side - 0.5;
  return Math.max(0.15, 1 - 1.6 * (x * x + y * y) ** 0.5);
});

const totalWeight: number = cellWeights.reduce((sum, weight) => sum + weight, 0);
/** Patches with less contrast than this (variance of brightness) look like anything. */
const leastVariance = 4;
/** A head keeps this share of its variance, whatever light it walks through. */
const leastVarianceRatio = 0.15;

/**
 * Follows one head (or piece of text) from picture to picture by the likeness of small patches (normalised correlation, weighted to the middle).
 * Brightness and contrast do not matter. Keeps what it learnt at the last sight and a slowly changing memory of how it looks since.
 */
export class PatchFollower {
  /** Patch at the last sight; weighted, without mean, of length 1. */
  readonly #anchor = new Float32Array(cells);
  readonly #memory = new Float32Array(cells);
  /** Both, each cell multiplied by its weight. */
  readonly #weightedAnchor = new Float32Array(cells);
  readonly #weightedMemory = new Float32Array(cells);
  /** Flatter patches are something else. */
  #leastVariance = leastVariance;
  #isLearnt = false;

  /** Learns how the thing looks. `false` where too little of it is inside the picture or it has no contrast. */
  learn(lumas: readonly LumaPicture[], box: Box): boolean {
    const patch = takeWindow(lumas, box, side, 0);
    const variance = patch.inside >= cells * leastInside ? normalize(patch, this.#anchor) : 0;
    this.#isLearnt = variance > 0;
    this.#leastVariance = Math.max(leastVariance, variance * leastVarianceRatio);
    this.#memory.set(this.#anchor);
    weigh(this.#anchor, this.#weightedAnchor);
    weigh(this.#memory, this.#weightedMemory);
    return this.#isLearnt;
  }

  /** Adapts to how it looks now. */
  adapt(lumas: readonly LumaPicture[], box: Box, share: number): void {
    const patch = takeWindow(lumas, box, side, 0);
    const now = new Float32Array(cells);
    if (patch.inside < cells || normalize(patch, now) === 0) return;
    for (let cell = 0; cell < cells; cell++) {
      this.#memory[cell] = (this.#memory[cell] as number) * (1 - share) + (now[cell] as number) * share;
    }
    unitize(this.#memory);
    weigh(this.#memory, this.#weightedMemory);
  }

  /** The most similar place near `expected`; `undefined` where too little of it is inside the picture. */
  find(lumas: readonly LumaPicture[], expected: Box): Sighting | undefined {
    if (!this.#isLearnt) return undefined;
    const window = takeWindow(lumas, expected, windowSide, reach);
    const best = this.#search(window);
    if (!best) return undefined;
    const cellWidth = patchOf(expected).width / side;
    const cellHeight = patchOf(expected).height / side;
    let box = shiftBox(expected, (best.x - reach) * cellWidth, (best.y - reach) * cellHeight);
    let { likeness } = best;
    for (const factor of rescales) {
      const resized = shiftBox(box, 0, 0, factor);
      const patch = takeWindow(lumas, resized, side, 0);
      // Ties go to the size that was: drifting sizes lose heads.
      const other = this.#likeness(patch, side, 0, 0) - 0.01;
      if (other > likeness) {
        likeness = other;
        box = resized;
      }
    }
    return { box, likeness };
  }

  #search(window: Window): { readonly x: number; readonly y: number; readonly likeness: number } | undefined {
    let best = { x: reach, y: reach, likeness: -2 };
    // A little less likely the farther from where it is expected; at the border, where things leave, much less.
    const surprise = window.inside < windowSide * windowSide ? 0.25 : 0.15;
    const seek = (x: number, y: number): void => {
      if (x < 0 || y < 0 || x > 2 * reach || y > 2 * reach) return;
      const distance = Math.hypot(x - reach, y - reach) / reach;
      const likeness = this.#likeness(window, windowSide, x, y) - surprise * distance;
      if (likeness > best.likeness) best = { x, y, likeness };
    };
    for (let y = 0; y <= 2 * reach; y += 2) for (let x = 0; x <= 2 * reach; x += 2) seek(x, y);
    const rough = best;
    for (let y = -1; y <= 1; y++) for (let x = -1; x <= 1; x++) if (x !== 0 || y !== 0) seek(rough.x + x, rough.y + y);
    if (best.likeness < -1) return undefined;
    const at = (x: number, y: number): number =>
      x < 0 || y < 0 || x > 2 * reach || y > 2 * reach ? -1 : this.#likeness(window, windowSide, x, y);
    const { x, y } = best;
    const likeness = at(x, y);
    return {
      x: x + vertex(at(x - 1, y), likeness, at(x + 1, y)),
      y: y + vertex(at(x, y - 1), likeness, at(x, y + 1)),
      likeness,
    };
  }

  /** Likeness of the patch at a place of the window to the memory or the anchor, whichever is more alike. */
  #likeness(window: Window, stride: number, left: number, top: number): number {
    return window.inside === stride * stride
      ? this.#wholeLikeness(window.samples, stride, left, top)
      : this.#partLikeness(window, stride, left, top);
  }

  #wholeLikeness(samples: Float32Array, stride: number, left: number, top: number): number {
    const memory = this.#weightedMemory;
    const anchor = this.#weightedAnchor;
    let sum = 0;
    let squares = 0;
    let withMemory = 0;
    let withAnchor = 0;
    for (let row = 0, cell = 0; row < side; row++) {
      let from = (top + row) * stride + left;
      for (const end = from + side; from < end; from++, cell++) {
        const value = samples[from] as number;
        const weighted = (cellWeights[cell] as number) * value;
        sum += weighted;
        squares += weighted * value;
        withMemory += (memory[cell] as number) * value;
        withAnchor += (anchor[cell] as number) * value;
      }
    }
    const spread = squares - (sum * sum) / totalWeight;
    return spread < totalWeight * this.#leastVariance ? 0 : Math.max(withMemory, withAnchor) / Math.sqrt(spread);
  }

  #partLikeness({ samples, isInside }: Window, stride: number, left: number, top: number): number {
    const known = { weight: 0, sum: 0, squares: 0, count: 0 };
    const memory = { with: 0, sum: 0, squares: 0 };
    const anchor = { with: 0, sum: 0, squares: 0 };
    for (let row = 0, cell = 0; row < side; row++) {
      let from = (top + row) * stride + left;
      for (const end = from + side; from < end; from++, cell++) {
        if (isInside[from] === 0) continue;
        const value = samples[from] as number;
        const weight = cellWeights[cell] as number;
        const weightedMemory = this.#weightedMemory[cell] as number;
        const weightedAnchor = this.#weightedAnchor[cell] as number;
        known.count++;
        known.weight += weight;
        known.sum += weight * value;
        known.squares += weight * value * value;
        memory.with += weightedMemory * value;
        memory.sum += weightedMemory;
        memory.squares += weightedMemory * (this.#memory[cell] as number);
        anchor.with += weightedAnchor * value;
        anchor.sum += weightedAnchor;
        anchor.squares += weightedAnchor * (this.#anchor[cell] as number);
      }
    }
    if (known.count < cells * leastInside) return -2;
    const spread = known.squares - (known.sum * known.sum) / known.weight;
    if (spread < known.weight * this.#leastVariance) return 0;
    const likeness = (other: typeof memory): number =>
      (other.with - (other.sum * known.sum) / known.weight) /
      Math.sqrt(spread * Math.max(1e-9, other.squares - (other.sum * other.sum) / known.weight));
    return Math.max(likeness(memory), likeness(anchor));
  }
}

/** Two places look the same when their correlation is above this, or their brightness differs by less than the next. */
const sameLikeness = 0.8;
const sameBrightness = 5;

/**
 * Whether two places of two pictures show the same, give or take a cell; also where that is next to nothing, such as a blank wall.
 * Unlike {@link PatchFollower} this tells a place from a look: nothing is learnt.
 */
export function isSamePatch(
  one: readonly LumaPicture[],
  box: Box,
  other: readonly LumaPicture[],
  otherBox: Box,
): boolean {
  const patch = takeWindow(one, box, side, 0);
  const window = takeWindow(other, otherBox, side + 2, 1);
  for (let y = 0; y <= 2; y++) for (let x = 0; x <= 2; x++) if (isSameShifted(patch, window, x, y)) return true;
  return false;
}

function isSameShifted(patch: Window, window: Window, left: number, top: number): boolean {
  let count = 0;
  let weights = 0;
  let difference = 0;
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let cell = 0; cell < cells; cell++) {
    const at = (top + Math.floor(cell / side)) * (side + 2) + left + (cell % side);
    if (patch.isInside[cell] === 0 || window.isInside[at] === 0) continue;
    const weight = cellWeights[cell] as number;
    const here = patch.samples[cell] as number;
    const there = window.samples[at] as number;
    count++;
    weights += weight;
    difference += weight * Math.abs(here - there);
    a += weight * here;
    b += weight * there;
    aa += weight * here * here;
    bb += weight * there * there;
    ab += weight * here * there;
  }
  if (count < cells * leastInside) return false;
  if (difference < weights * sameBrightness) return true;
  const spread = (aa - (a * a) / weights) * (bb - (b * b) / weights);
  return spread > 0 && (ab - (a * b) / weights) / Math.sqrt(spread) > sameLikeness;
}

/** Samples around a place, some perhaps outside the picture. */
interface Window {
  readonly samples: Float32Array;
  readonly isInside: Uint8Array;
  readonly inside: number;
}

/** What is compared: little more than the face, as what is around it stays behind when it moves. */
function patchOf(box: Box): Box {
  return {
    x: box.x - box.width * 0.1,
    y: box.y - box.height * 0.15,
    width: box.width * 1.2,
    height: box.height * 1.3,
  };
}

/** Memory for windows, written over and over; two are in use at once at most. */
const scratch = [side, side + 2, windowSide].map((count) => ({
  samples: new Float32Array(count * count),
  isInside: new Uint8Array(count * count),
}));

/** Samples the patch of `box` and `margin` cells around it. The picture of the stack is taken whose pixels are about as large as the cells. */
function takeWindow(lumas: readonly LumaPicture[], box: Box, count: number, margin: number): Window {
  const patch = patchOf(box);
  const cellWidth = patch.width / side;
  const cellHeight = patch.height / side;
  const luma = chooseLevel(lumas, Math.min(cellWidth, cellHeight));
  const { width, height, data, step } = luma;
  const { samples, isInside } = scratch.find(
    (memory) => memory.samples.length === count * count,
  ) as (typeof scratch)[0];
  isInside.fill(0);
  let inside = 0;
  for (let row = 0, to = 0; row < count; row++) {
    const y = (patch.y + (row - margin + 0.5) * cellHeight) / step - 0.5;
    const top = Math.floor(y);
    const fy = y - top;
    for (let column = 0; column < count; column++, to++) {
      const x = (patch.x + (column - margin + 0.5) * cellWidth) / step - 0.5;
      const left = Math.floor(x);
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
      const fx = x - left;
      const at = top * width + left;
      const upper = (data[at] as number) * (1 - fx) + (data[at + 1] as number) * fx;
      const lower = (data[at + width] as number) * (1 - fx) + (data[at + width + 1] as number) * fx;
      samples[to] = upper * (1 - fy) + lower * fy;
      isInside[to] = 1;
      inside++;
    }
  }
  return { samples, isInside, inside };
}

function chooseLevel(lumas: readonly LumaPicture[], cell: number): LumaPicture {
  let chosen = lumas[0] as LumaPicture;
  for (const luma of lumas) if (luma.step <= cell * 1.4) chosen = luma;
  return chosen;
}

/** Takes mean and contrast away; what is outside the picture becomes the mean. Gives the variance; 0 where there is next to none. */
function normalize({ samples, isInside }: Window, into: Float32Array): number {
  let weights = 0;
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) {
    const weight = (cellWeights[cell] as number) * (isInside[cell] as number);
    weights += weight;
    sum += weight * (samples[cell] as number);
  }
  const mean = sum / weights;
  let squares = 0;
  for (let cell = 0; cell < cells; cell++) {
    const value = isInside[cell] === 1 ? (samples[cell] as number) - mean : 0;
    into[cell] = value;
    squares += (cellWeights[cell] as number) * value * value;
  }
  if (squares < weights * leastVariance) return 0;
  unitize(into);
  return squares / weights;
}

/** Scales a patch to length 1. */
function unitize(patch: Float32Array): void {
  let squares = 0;
  for (let cell = 0; cell < cells; cell++) squares += (cellWeights[cell] as number) * (patch[cell] as number) ** 2;
  const scale = 1 / Math.sqrt(Math.max(1e-9, squares));
  for (let cell = 0; cell < cells; cell++) patch[cell] = (patch[cell] as number) * scale;
}

function weigh(patch: Float32Array, into: Float32Array): void {
  for (let cell = 0; cell < cells; cell++) into[cell] = (patch[cell] as number) * (cellWeights[cell] as number);
}

/** Where the parabola through three values has its top, from -0.5 to 0.5 around the middle one. */
function vertex(before: number, at: number, after: number): number {
  const bend = before - 2 * at + after;
  if (bend >= -1e-6 || before < -1 || after < -1) return 0;
  return Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}
