import { correlateEdges } from './correlate-edges.ts';
import type { PictureStatistics } from './picture-statistics.ts';

/** Pictures before anything is called usual. */
const firstPictures = 20;

/** Share that each picture adds to the slow means. */
const rate = 0.02;

/** Every how many pictures the medians take a value, and how many they hold: ten minutes at two pictures a second. */
const sampleEvery = 10;
const sampleCount = 120;

/** Below this correlation a picture does not count for the usual edges: it may show something else. */
const sameViewCorrelation = 0.5;

/** What a camera usually sees, learnt from pictures in which nothing is wrong. Slow means and medians: nobody is in them. */
export class UsualView {
  #brightness: Float32Array | undefined;
  #edges: Float32Array | undefined;
  readonly #sharpness: number[] = [];
  readonly #deviation: number[] = [];
  #pictures = 0;

  /** Whether enough was seen to compare with. */
  get isKnown(): boolean {
    return this.#pictures >= firstPictures;
  }

  get brightness(): Float32Array {
    return this.#brightness ?? new Float32Array();
  }

  get edges(): Float32Array {
    return this.#edges ?? new Float32Array();
  }

  /** Median. */
  get sharpness(): number {
    return median(this.#sharpness);
  }

  /** Median. */
  get deviation(): number {
    return median(this.#deviation);
  }

  /** Learns from a picture in which nothing is wrong. */
  learn(picture: PictureStatistics): void {
    // The first pictures count alike; later ones move the means slowly.
    const share = Math.max(rate, 1 / (this.#pictures + 1));
    this.#brightness = blend(this.#brightness, picture.brightness, share);
    const isSameView = !this.isKnown || correlateEdges(picture.edges, this.edges) > sameViewCorrelation;
    if (isSameView) this.#edges = blend(this.#edges, picture.edges, share);
    if (!this.isKnown || this.#pictures % sampleEvery === 0) {
      keep(this.#sharpness, picture.sharpness);
      keep(this.#deviation, picture.deviation);
    }
    this.#pictures++;
  }
}

function blend(mean: Float32Array | undefined, value: Float32Array, share: number): Float32Array {
  if (!mean) return value.slice();
  for (const [index, old] of mean.entries()) mean[index] = old + ((value[index] as number) - old) * share;
  return mean;
}

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > sampleCount) values.shift();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
