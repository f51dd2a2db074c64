import type { HuffmanTable } from './huffman-table.ts';
import type { JpegComponent, JpegFrame } from './jpeg-frame.ts';
import type { ScanBits } from './scan-bits.ts';

/** One component's part in a scan. */
export interface ScanComponent {
  readonly component: JpegComponent;
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
  /** Progressive only: one bit per coefficient, set where it is not zero. */
  readonly nonZero: Uint8Array | undefined;
}

/** What a scan header says. */
export interface Scan {
  readonly components: readonly ScanComponent[];
  readonly spectralStart: number;
  readonly spectralEnd: number;
  readonly highBit: number;
  readonly lowBit: number;
}

/** A code that is in no table: the bits are no picture from here on. */
export class ScanDamagedError extends Error {}

/**
 * Reads the bits of one scan block by block, so that it is known where its data ends. Values are not kept, only which coefficients are not zero.
 * `atRestart` is called after every `restartInterval` MCUs but the last and moves the bits past the marker; it returns false to stop.
 * @throws ScanDamagedError at the first code that no table holds.
 */
export function decodeScan(
  frame: JpegFrame,
  scan: Scan,
  bits: ScanBits,
  restartInterval: number,
  atRestart: () => boolean,
): void {
  const decoder = new BlockDecoder(frame, scan, bits);
  const only = scan.components.length === 1 ? scan.components[0] : undefined;
  const wide = only === undefined ? frame.mcusWide : only.component.blocksWide;
  const total = wide * (only === undefined ? frame.mcusHigh : only.component.blocksHigh);
  for (let mcu = 0; mcu < total; mcu += 1) {
    if (restartInterval > 0 && mcu > 0 && mcu % restartInterval === 0) {
      if (!atRestart()) return;
      decoder.endOfBandRun = 0;
    }
    const column = mcu % wide;
    const row = (mcu - column) / wide;
    if (only !== undefined) decoder.decodeBlock(only, row * only.component.paddedWide + column);
    else {
      for (const part of scan.components) {
        const { horizontal, vertical, paddedWide } = part.component;
        for (let y = 0; y < vertical; y += 1) {
          for (let x = 0; x < horizontal; x += 1)
            decoder.decodeBlock(part, (row * vertical + y) * paddedWide + column * horizontal + x);
        }
      }
    }
    if (bits.isExhausted) return;
  }
}

class BlockDecoder {
  endOfBandRun = 0;
  readonly #scan: Scan;
  readonly #bits: ScanBits;
  readonly #isProgressive: boolean;

  constructor(frame: JpegFrame, scan: Scan, bits: ScanBits) {
    this.#scan = scan;
    this.#bits = bits;
    this.#isProgressive = frame.process === 2;
  }

  decodeBlock(part: ScanComponent, block: number): void {
    const { spectralStart, spectralEnd, highBit } = this.#scan;
    if (!this.#isProgressive) {
      this.#skipDc(part);
      this.#skipBaselineAc(part);
      return;
    }
    if (spectralStart === 0) {
      if (highBit === 0) this.#skipDc(part);
      else this.#bits.skip(1);
      return;
    }
    if (highBit === 0) this.#firstAc(part, block, spectralStart, spectralEnd);
    else this.#refineAc(part, block, spectralStart, spectralEnd);
  }

  #symbol(table: HuffmanTable | undefined): number {
    const entry = table?.[this.#bits.peek16()] ?? 0;
    if (entry === 0) throw new ScanDamagedError('A code of the coded picture is in no table.');
    this.#bits.skip(entry >> 8);
    return entry & 0xff;
  }

  #skipDc(part: ScanComponent): void {
    const size = this.#symbol(part.dc);
    if (size > 15) throw new ScanDamagedError('A difference of the coded picture is too large.');
    this.#bits.skip(size);
  }

  #skipBaselineAc(part: ScanComponent): void {
    for (let k = 1; k < 64; k += 1) {
      const symbol = this.#symbol(part.ac);
      const size = symbol & 15;
      if (size === 0) {
        if (symbol !== 0xf0) return;
        k += 15;
        continue;
      }
      k += symbol >> 4;
      if (k > 63) throw new ScanDamagedError('A run of the coded picture leaves its block.');
      this.#bits.skip(size);
    }
  }

  #firstAc(part: ScanComponent, block: number, start: number, end: number): void {
    if (this.endOfBandRun > 0) {
      this.endOfBandRun -= 1;
      return;
    }
    for (let k = start; k <= end; k += 1) {
      const symbol = this.#symbol(part.ac);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0) {
        if (run === 15) {
          k += 15;
          continue;
        }
        this.endOfBandRun = (1 << run) - 1 + this.#bits.take(run);
        return;
      }
      k += run;
      if (k > end) throw new ScanDamagedError('A run of the coded picture leaves its band.');
      this.#bits.skip(size);
      markNonZero(part.nonZero, block, k);
    }
  }

  #refineAc(part: ScanComponent, block: number, start: number, end: number): void {
    let k = start;
    if (this.endOfBandRun === 0) {
      while (k <= end) {
        const symbol = this.#symbol(part.ac);
        let run = symbol >> 4;
        const size = symbol & 15;
        if (size > 1) throw new ScanDamagedError('A refinement of the coded picture has more than one bit.');
        if (size === 0 && run < 15) {
          this.endOfBandRun = (1 << run) + this.#bits.take(run);
          break;
        }
        if (size === 1) this.#bits.skip(1);
        for (; k <= end; k += 1) {
          if (isNonZero(part.nonZero, block, k)) this.#bits.skip(1);
          else if (run === 0) break;
          else run -= 1;
        }
        if (size === 1) {
          if (k > end) throw new ScanDamagedError('A run of the coded picture leaves its band.');
          markNonZero(part.nonZero, block, k);
        }
        k += 1;
      }
    }
    if (this.endOfBandRun > 0) {
      for (; k <= end; k += 1) if (isNonZero(part.nonZero, block, k)) this.#bits.skip(1);
      this.endOfBandRun -= 1;
    }
  }
}

function markNonZero(nonZero: Uint8Array | undefined, block: number, k: number): void {
  nonZero![block * 8 + (k >> 3)]! |= 1 << (k & 7);
}

function isNonZero(nonZero: Uint8Array | undefined, block: number, k: number): boolean {
  return (nonZero![block * 8 + (k >> 3)]! & (1 << (k & 7))) !== 0;
}
