import { UnsupportedMediaError } from '@passerby/engine';
import { makeColorProfile, type Chromaticity, type ColorSpace } from './color-profile.ts';

/** Colour coding as numbers of ITU-T H.273, as in HEIF's `nclx` and PNG's `cICP`; 2 is "not said". */
export interface ColorCoding {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly isFullRange: boolean;
}

const d65: Chromaticity = { x: 0.3127, y: 0.329 };

/** Red, green and blue by H.273's number. What is not listed, or not said, counts as sRGB's. */
const primariesByNumber: Readonly<Record<number, ColorSpace['primaries']>> = {
  4: [
    { x: 0.67, y: 0.33 },
    { x: 0.21, y: 0.71 },
    { x: 0.14, y: 0.08 },
    { x: 0.31, y: 0.316 },
  ],
  5: [{ x: 0.64, y: 0.33 }, { x: 0.29, y: 0.6 }, { x: 0.15, y: 0.06 }, d65],
  6: [{ x: 0.63, y: 0.34 }, { x: 0.31, y: 0.595 }, { x: 0.155, y: 0.07 }, d65],
  7: [{ x: 0.63, y: 0.34 }, { x: 0.31, y: 0.595 }, { x: 0.155, y: 0.07 }, d65],
  9: [{ x: 0.708, y: 0.292 }, { x: 0.17, y: 0.797 }, { x: 0.131, y: 0.046 }, d65],
  11: [
    { x: 0.68, y: 0.32 },
    { x: 0.265, y: 0.69 },
    { x: 0.15, y: 0.06 },
    { x: 0.314, y: 0.351 },
  ],
  12: [{ x: 0.68, y: 0.32 }, { x: 0.265, y: 0.69 }, { x: 0.15, y: 0.06 }, d65],
};

const srgbPrimaries: ColorSpace['primaries'] = [{ x: 0.64, y: 0.33 }, { x: 0.3, y: 0.6 }, { x: 0.15, y: 0.06 }, d65];

/** Exponents by H.273's number. The curves of television (1, 6, 14, 15) and what is not said count as sRGB's, as in browsers. */
const exponentByNumber: Readonly<Record<number, number>> = { 4: 2.2, 5: 2.8, 8: 1 };

/**
 * The ICC profile for a coding; `undefined` where it is sRGB already.
 * @throws UnsupportedMediaError for HDR (PQ, HLG): without tone mapping it would come out washed out.
 */
export function profileOfCoding(coding: ColorCoding): Buffer | undefined {
  if (coding.transfer === 16 || coding.transfer === 18) {
    throw new UnsupportedMediaError(
      `HDR photos (${coding.transfer === 16 ? 'PQ' : 'HLG'}) are not supported: their colours would come out washed out.`,
    );
  }
  const primaries = primariesByNumber[coding.primaries];
  const curve = exponentByNumber[coding.transfer];
  if (!primaries && curve === undefined) return undefined;
  return makeColorProfile({ primaries: primaries ?? srgbPrimaries, curve: curve ?? 'srgb' });
}

/**
 * The ICC profile of a PNG that names its colours in numbers (`cICP`, else `gAMA` and `cHRM`); `undefined` where it has a profile,
 * is sRGB or says nothing.
 */
export function profileOfPng(bytes: Uint8Array): Buffer | undefined {
  const chunks = readColorChunks(bytes);
  const coding = chunks.get('cICP');
  if (coding && coding.length >= 4) {
    const [primaries = 2, transfer = 2, matrix = 0, range = 1] = coding;
    return profileOfCoding({ primaries, transfer, matrix, isFullRange: range === 1 });
  }
  if (chunks.has('iCCP') || chunks.has('sRGB')) return undefined;
  const gamma = chunks.get('gAMA')?.readUInt32BE(0) ?? 45455;
  const corners = chunks.get('cHRM');
  const at = (i: number): Chromaticity => ({
    x: corners!.readUInt32BE(i * 8) / 1e5,
    y: corners!.readUInt32BE(i * 8 + 4) / 1e5,
  });
  const primaries = corners ? ([at(1), at(2), at(3), at(0)] as const) : srgbPrimaries;
  const isSrgb =
    Math.abs(gamma - 45455) < 500 &&
    primaries.every(({ x, y }, i) => Math.hypot(x - srgbPrimaries[i]!.x, y - srgbPrimaries[i]!.y) < 0.002);
  if (isSrgb || gamma === 0 || primaries.some(({ y }) => y === 0)) return undefined;
  return makeColorProfile({ primaries, curve: Math.abs(gamma - 45455) < 500 ? 'srgb' : 1e5 / gamma });
}

/** Chunks before the pixels that speak of colour, each whole. */
function readColorChunks(bytes: Uint8Array): Map<string, Buffer> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const needed: Readonly<Record<string, number>> = { cICP: 4, iCCP: 1, sRGB: 1, gAMA: 4, cHRM: 32 };
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') break;
    const data = file.subarray(at + 8, at + 8 + length);
    if (data.length >= (needed[type] ?? Infinity)) chunks.set(type, data);
    at += 12 + length;
  }
  return chunks;
}
