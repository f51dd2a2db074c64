/** One component of a picture, as its frame header and the block grid say. */
export interface JpegComponent {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** Blocks that hold picture, for scans of this component alone. */
  readonly blocksWide: number;
  readonly blocksHigh: number;
  /** Blocks per row including the padding to whole MCUs. */
  readonly paddedWide: number;
  readonly paddedHigh: number;
  /** For each of the 64 coefficients: the lowest bit coded so far; -1 = none. */
  readonly codedDownTo: Int8Array;
}

/** What the frame header says. */
export interface JpegFrame {
  /** 0 baseline, 1 extended, 2 progressive; others are not decoded here. */
  readonly process: number;
  readonly width: number;
  readonly height: number;
  readonly mcusWide: number;
  readonly mcusHigh: number;
  readonly components: readonly JpegComponent[];
}

/** Lays out the block grid. */
export function layOutFrame(
  process: number,
  width: number,
  height: number,
  sampling: readonly { readonly id: number; readonly horizontal: number; readonly vertical: number }[],
): JpegFrame {
  const maxHorizontal = Math.max(...sampling.map(({ horizontal }) => horizontal));
  const maxVertical = Math.max(...sampling.map(({ vertical }) => vertical));
  const mcusWide = Math.ceil(width / (8 * maxHorizontal));
  const mcusHigh = Math.ceil(height / (8 * maxVertical));
  const components = sampling.map(({ id, horizontal, vertical }) => ({
    id,
    horizontal,
    vertical,
    blocksWide: Math.ceil(Math.ceil((width * horizontal) / maxHorizontal) / 8),
    blocksHigh: Math.ceil(Math.ceil((height * vertical) / maxVertical) / 8),
    paddedWide: mcusWide * horizontal,
    paddedHigh: mcusHigh * vertical,
    codedDownTo: new Int8Array(64).fill(-1),
  }));
  return { process, width, height, mcusWide, mcusHigh, components };
}
